import type { RatioSums } from './ratio-sums.ts';

/**
 * What one cluster has had so far. The caller keeps it by unit; `isNew` while it has had nothing, since sums of 0 are possible.
 */
export interface RatioClusterPart {
  readonly isNew: boolean;
  readonly y: number;
  readonly t: number;
}

/** One more (y, t) of a cluster that had `before`, in O(1): Σy² += 2yY + y², Σt² += 2tT + t², Σyt += yT + tY + yt. */
export function addToRatioCluster(sums: RatioSums, before: RatioClusterPart, y: number, t: number): RatioSums {
  return {
    n: sums.n + (before.isNew ? 1 : 0),
    y: sums.y + y,
    t: sums.t + t,
    yy: sums.yy + 2 * y * before.y + y * y,
    tt: sums.tt + 2 * t * before.t + t * t,
    yt: sums.yt + y * before.t + t * before.y + y * t,
  };
}
