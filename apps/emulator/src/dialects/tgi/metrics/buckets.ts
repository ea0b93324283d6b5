import type { TgiLimits } from '../limits.ts';

/** Upper bounds of a histogram's buckets, `+Inf` left out. */
export type Buckets = readonly number[];
/** Null: no buckets are configured for this name, so it is a summary. */
export type BucketsOf = (name: string) => Buckets | null;

/**
 * The router's buckets by metric name. `skippedTokens`: k where `tgi_request_skipped_tokens` has buckets (until 2.2.0;
 * its matcher is commented out since), else null.
 */
export function tgiBuckets(limits: TgiLimits, skippedTokens: number | null): BucketsOf {
  const byName = new Map<string, Buckets>([
    ['tgi_request_input_length', linear(limits.maxInputTokens / 100, 100)],
    ['tgi_request_generated_tokens', linear(limits.maxTotalTokens / 100, 100)],
    ['tgi_request_max_new_tokens', linear(limits.maxTotalTokens / 100, 100)],
    ['tgi_batch_next_size', linear(1, 1024)],
  ]);
  if (skippedTokens !== null) {
    byName.set(
      'tgi_request_skipped_tokens',
      Array.from({ length: skippedTokens + 1 }, (_, index) => index),
    );
  }
  return (name) => (name.endsWith('duration') ? durations : (byName.get(name) ?? null));
}

function linear(width: number, count: number): Buckets {
  return Array.from({ length: count }, (_, index) => width * (index + 1));
}

/** Seconds. The products are taken in this order because the bounds are printed to the last digit. */
const durations: Buckets = geometric(0.0001, 1.5, 35);

function geometric(before: number, factor: number, count: number): Buckets {
  const bounds: number[] = [];
  for (let bound = before * factor; bounds.length < count; bound *= factor) bounds.push(bound);
  return bounds;
}
