import type { Headers } from '../../../server/exchange.ts';
import type { Generated } from '../handlers/generate-once.ts';
import { timingsOf } from '../infer/timings.ts';
import { rustNumber } from '../metrics/rust-number.ts';

/** Characters as Rust counts them: code points. */
export function characterCount(text: string): number {
  return Array.from(text).length;
}

/** Headers of a whole answer: the times in whole milliseconds, cut off, but `x-compute-time` in seconds. */
export function timingHeaders(computeType: string, { request, end }: Generated): Headers {
  const timings = timingsOf(end);
  return {
    'x-compute-type': computeType,
    'x-compute-time': rustNumber(timings.totalMs / 1000),
    'x-compute-characters': characterCount(request.inputs),
    'x-total-time': Math.trunc(timings.totalMs),
    'x-validation-time': Math.trunc(timings.validationMs),
    'x-queue-time': Math.trunc(timings.queueMs),
    'x-inference-time': Math.trunc(timings.inferenceMs),
    'x-time-per-token': Math.trunc(timings.perTokenMs),
    'x-prompt-tokens': end.inputTokens,
    'x-generated-tokens': end.tokens,
  };
}

/** `/v1/completions`: summed over its prompts; `x-compute-time` is lost, as TGI reads it as an integer. */
export function summedTimingHeaders(computeType: string, answers: readonly Generated[]): Headers {
  const sums: Record<string, number> = {};
  for (const answer of answers) {
    for (const [name, value] of Object.entries(timingHeaders(computeType, answer))) {
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
    }
  }
  return { 'x-compute-type': computeType, ...sums };
}

/** Of any stream. */
export function streamHeaders(computeType: string, characters: number): Headers {
  return {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-compute-type': computeType,
    'x-compute-characters': characters,
    'x-accel-buffering': 'no',
  };
}
