import type { ArrivalHabits, StepEstimate, StepSums } from '@slipstream/metrics';
import { engineAdapter, estimateSteps } from '@slipstream/metrics';
import { sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';

/** One stream as it is read. */
interface ReadStream {
  push(chunk: Uint8Array, atMs: number): void;
  /** @throws when the stream did not end as it should. */
  finish(atMs: number): { readonly estimate: StepEstimate | null; readonly tokens: number };
}

/** An emulated server whose streams are estimated and whose counters are read. */
export interface LiveEngine {
  readonly label: string;
  readonly args: readonly string[];
  open(draftTokens: number, habits: ArrivalHabits): ReadStream;
  counted(page: PrometheusPage): StepSums;
}

/** Through TGI's own tap and counters. */
export const liveTgi: LiveEngine = {
  label: 'TGI',
  args: ['--engine', 'tgi-2.2', '--speculator', 'mlp'],
  open(draftTokens, habits) {
    const tap = engineAdapter('tgi').openTap({ route: 'chat', draftTokens, habits });
    return {
      push: (chunk, atMs) => tap.push(chunk, atMs),
      finish(atMs) {
        const { end, speculation } = tap.finish(atMs);
        if (end !== 'complete') throw new Error(`an answer ended ${end}`);
        if (speculation === null) return { estimate: null, tokens: 0 };
        const { steps, tokens } = speculation.sums;
        return { estimate: { steps, standardError: Math.sqrt(speculation.stepsVariance ?? 0) }, tokens };
      },
    };
  },
  counted(page) {
    const { steps, accepted } = engineAdapter('tgi').readCounters(page);
    return { tokens: (steps ?? 0) + (accepted ?? 0), steps: steps ?? 0 };
  },
};

/** As if its `timings` were not there: what a stream that is cut leaves. A chunk per token, but for the one that ends it. */
export const liveLlamacpp: LiveEngine = {
  label: 'llama.cpp without its timings',
  args: ['--engine', 'llamacpp', '--speculator', 'eagle', '--flag', 'metrics', '--flag', 'parallel=64'],
  open(draftTokens, habits) {
    const timesMs: number[] = [];
    const counts: number[] = [];
    return {
      push(chunk, atMs) {
        const tokens = Buffer.from(chunk).toString('latin1').split('"delta":{"content":"').length - 1;
        if (tokens === 0) return;
        timesMs.push(atMs);
        counts.push(tokens);
      },
      finish: () => ({
        estimate: estimateSteps({ timesMs, counts }, draftTokens, habits),
        tokens: counts.reduce((sum, count) => sum + count, 0),
      }),
    };
  },
  counted(page) {
    const value = (name: string): number => sampleValue(page, `llamacpp:${name}`, `llamacpp:${name}`) ?? 0;
    const tokens = value('tokens_predicted_total');
    return { tokens, steps: tokens - value('spec_decode_num_accepted_tokens_total') };
  },
};
