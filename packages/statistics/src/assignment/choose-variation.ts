import type { BucketRange } from './bucket-ranges.ts';

/** Index of the range that `n` falls into, or -1: the unit is not in the experiment. */
export function chooseVariation(n: number, ranges: readonly BucketRange[]): number {
  return ranges.findIndex(([start, end]) => n >= start && n < end);
}
