/** Half open: a unit at `start` is in, one at `end` is not. */
export type BucketRange = readonly [start: number, end: number];

/**
 * Shares of [0, 1) by variation, GrowthBook's rule: variation k starts where the weights before it add up to and is
 * `coverage × weight` wide. So raising the coverage only adds units and moves none, and changing weights moves units.
 *
 * Coverage is clamped to 0…1. Weights that are missing, too few, too many, negative or not within 0.01 of 1 in sum count as equal.
 */
export function bucketRanges(
  variations: number,
  coverage: number,
  weights?: readonly number[],
): readonly BucketRange[] {
  const covered = Math.min(Math.max(coverage, 0), 1);
  let start = 0;
  return usableWeights(variations, weights).map((weight) => {
    const range: BucketRange = [start, start + covered * weight];
    start += weight;
    return range;
  });
}

function usableWeights(variations: number, weights: readonly number[] | undefined): readonly number[] {
  if (weights?.length === variations && weights.every((weight) => weight >= 0)) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum >= 0.99 && sum <= 1.01) return weights;
  }
  return Array.from({ length: variations }, () => 1 / variations);
}
