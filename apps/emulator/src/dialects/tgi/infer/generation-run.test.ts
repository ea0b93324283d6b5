import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../engine/clock/virtual-clock.ts';
import { createDecodingEngine } from '../../../engine/decoding-engine.ts';
import { countTokens } from '../../../engine/language/tokenizer.ts';
import { defaultTgiLimits } from '../limits.ts';
import { tgiBuckets } from '../metrics/buckets.ts';
import { Exporter } from '../metrics/exporter.ts';
import { plainParameters } from '../requests/generate-parameters.ts';
import type { TgiError } from '../tgi-error.ts';
import type { GenerationEnd, InferToken } from './generation.ts';
import { GenerationRun } from './generation-run.ts';
import { InferContext } from './infer-context.ts';

interface Seen {
  readonly tokens: InferToken[];
  end: GenerationEnd | null;
  error: TgiError | null;
}

function scene(tokensPerPass: number | null, limits = defaultTgiLimits) {
  const clock = new VirtualClock();
  const metrics = new Exporter({
    bucketsOf: tgiBuckets(limits, null),
    help: null,
    random: () => 0.5,
    now: () => clock.now(),
  });
  const speculator = { kind: 'none', draftTokens: null } as const;
  const engine = createDecodingEngine({ clock, base: 'llama-3-8b', speculator, seed: 1 });
  const rules = { limits, tokensPerPass, countTokens };
  const context = new InferContext({ engine, clock, metrics, rules, eosText: '<|eot_id|>', random: () => 0.5 });
  const start = (maxNewTokens: number): { readonly seen: Seen; readonly run: GenerationRun } => {
    const seen: Seen = { tokens: [], end: null, error: null };
    const parameters = { ...plainParameters, doSample: false, maxNewTokens };
    const run = new GenerationRun(
      context,
      { inputs: 'Write a long story about the sea.', parameters },
      {
        tokens(tokens, end) {
          seen.tokens.push(...tokens);
          seen.end = end;
        },
        failed(error) {
          seen.error = error;
        },
      },
      clock.now(),
    );
    run.start();
    return { seen, run };
  };
  const recorded = (name: string): number =>
    Number(new RegExp(`^${name} (.*)$`, 'm').exec(metrics.render())?.[1] ?? Number.NaN);
  return { clock, engine, start, recorded };
}

describe('a generation of several passes', () => {
  it('tgi-3.3: each pass is prefilled again and recorded again, and the last one may overshoot', () => {
    const { clock, engine, start, recorded } = scene(10);
    const { seen } = start(25);
    clock.runAll();
    expect(engine.truth().prefills).toBe(3);
    expect(seen.end).toMatchObject({ tokens: 30, cause: 'length' });
    expect(seen.tokens).toHaveLength(30);
    expect(recorded('tgi_request_input_length_count')).toBe(3);
    expect(recorded('tgi_request_max_new_tokens_sum')).toBe(30);
    expect(recorded('tgi_request_success')).toBe(1);
    expect(recorded('tgi_request_generated_tokens_sum')).toBe(30);
  });

  it('tgi-3.3: ends without an error where the text so far fills the window', () => {
    const { clock, start } = scene(10, { ...defaultTgiLimits, maxTotalTokens: 30 });
    const { seen } = start(25);
    clock.runAll();
    expect(seen.error).toBeNull();
    expect(seen.end).toMatchObject({ cause: 'length' });
    expect(seen.end!.tokens).toBeLessThan(25);
  });

  it('older versions make one pass, whatever the length', () => {
    const { clock, engine, start } = scene(null);
    const { seen } = start(25);
    clock.runAll();
    expect([engine.truth().prefills, seen.end?.tokens]).toEqual([1, 25]);
  });
});

describe('permits', () => {
  it('are given back at the end, on failure, on refusal and on abort', () => {
    const limits = { ...defaultTgiLimits, maxConcurrentRequests: 1 };
    const { clock, engine, start } = scene(null, limits);
    const first = start(5);
    expect(start(5).seen.error).toMatchObject({ status: 429, message: 'Model is overloaded' });
    clock.runAll();
    expect(first.seen.end?.tokens).toBe(5);
    expect(start(0).seen.error).toMatchObject({ status: 422 });
    const failing = start(5);
    clock.step();
    engine.failBatch('no memory');
    expect(failing.seen.error).toMatchObject({ status: 424, message: 'Request failed during generation: no memory' });
    start(5).run.abort();
    const last = start(5);
    clock.runAll();
    expect(last.seen.end?.tokens).toBe(5);
  });
});
