import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToRatioCluster } from '../ratio/add-to-ratio-cluster.ts';
import { logRatioVariance } from '../ratio/ratio-interval.ts';
import { addRatio, emptyRatioSums } from '../ratio/ratio-sums.ts';
import type { RatioSums } from '../ratio/ratio-sums.ts';
import { addToCluster, emptyClusterSums, mergeClusterSums } from './cluster-sums.ts';
import type { ClusterSums } from './cluster-sums.ts';
import { clusteredMean } from './clustered-mean.ts';

type Value = readonly [unit: number, x: number];
const values = fc.array(fc.tuple(fc.nat(6), fc.integer({ min: -50, max: 50 })), { maxLength: 40 });

/** One value after the other, as a gateway sees them. */
function clusterSums(happened: readonly Value[]): ClusterSums {
  const units = new Map<number, { n: number; sum: number }>();
  return happened.reduce((sums, [unit, x]) => {
    const before = units.get(unit) ?? { n: 0, sum: 0 };
    units.set(unit, { n: before.n + 1, sum: before.sum + x });
    return addToCluster(sums, before, x);
  }, emptyClusterSums());
}

describe('cluster sums', () => {
  it('built in O(1) steps equal the sums over finished clusters, in any order', () => {
    fc.assert(
      fc.property(values, (happened) => {
        const units = Map.groupBy(happened, ([unit]) => unit);
        const parts = [...units.values()].map((of) => ({ n: of.length, sum: of.reduce((sum, [, x]) => sum + x, 0) }));
        const sumOf = (product: (part: { n: number; sum: number }) => number) =>
          parts.reduce((sum, part) => sum + product(part), 0);
        expect(clusterSums(happened)).toEqual({
          clusters: parts.length,
          n: happened.length,
          sum: sumOf(({ sum }) => sum),
          sumSquares: sumOf(({ sum }) => sum * sum),
          sumCounts: sumOf(({ n, sum }) => n * sum),
          countSquares: sumOf(({ n }) => n * n),
        });
      }),
    );
  });

  it('of two shards with other units add up to those of the whole, through JSON', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const others = right.map(([unit, x]): Value => [unit + 100, x]);
        const merged = mergeClusterSums(JSON.parse(JSON.stringify(clusterSums(left))), clusterSums(others));
        expect(merged).toEqual(clusterSums([...left, ...others]));
      }),
    );
  });
});

describe('clusteredMean', () => {
  it('is the variance of the mean where each cluster has one value', () => {
    const xs = [1, 4, 2, 8, 5];
    const { mean, squaredError } = clusteredMean(clusterSums(xs.map((x, unit) => [unit, x])))!;
    expect(mean).toBe(4);
    expect(squaredError).toBeCloseTo(7.5 / 5, 12);
  });

  it('does not believe in n where all values of a unit are alike', () => {
    const once = clusteredMean(clusterSums([1, 4, 2, 8, 5].map((x, unit): Value => [unit, x])))!;
    const often = clusteredMean(
      clusterSums([1, 4, 2, 8, 5].flatMap((x, unit) => Array.from({ length: 100 }, (): Value => [unit, x]))),
    )!;
    expect(often.mean).toBeCloseTo(once.mean, 12);
    expect(often.squaredError).toBeCloseTo(once.squaredError, 12);
  });

  it('is unknown below two clusters', () => {
    expect(clusteredMean(emptyClusterSums())).toBeNull();
    expect(
      clusteredMean(
        clusterSums([
          [1, 1],
          [1, 2],
        ]),
      ),
    ).toBeNull();
  });
});

describe('addToRatioCluster', () => {
  type Pair = readonly [unit: number, y: number, t: number];

  function byUnit(pairs: readonly Pair[]): RatioSums {
    const units = new Map<number, { isNew: boolean; y: number; t: number }>();
    return pairs.reduce((sums, [unit, y, t]) => {
      const before = units.get(unit) ?? { isNew: true, y: 0, t: 0 };
      units.set(unit, { isNew: false, y: before.y + y, t: before.t + t });
      return addToRatioCluster(sums, before, y, t);
    }, emptyRatioSums());
  }

  it('gives the clustered golden number, one request after the other', () => {
    const sums = byUnit([
      [0, 2, 100],
      [0, 5, 260],
      [1, 3, 140],
      [2, 9, 400],
    ]);
    expect(sums.n).toBe(3);
    expect(logRatioVariance(sums)).toBeCloseTo(0.0027864984, 10);
  });

  it('equals the sums over finished clusters', () => {
    const pair = fc.tuple(fc.nat(4), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), (pairs) => {
        const whole = [...Map.groupBy(pairs, ([unit]) => unit).values()].reduce((sums, of) => {
          const [y, t] = of.reduce(([y, t], [, one, other]) => [y + one, t + other], [0, 0]);
          return addRatio(sums, y, t);
        }, emptyRatioSums());
        expect(byUnit(pairs)).toEqual(whole);
      }),
    );
  });
});
