import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToRatioCluster } from '../ratio/add-to-ratio-cluster.ts';
import { logRatioVariance } from '../ratio/ratio-interval.ts';
import { emptyRatioSums } from '../ratio/ratio-sums.ts';
import { clusteredMean } from '../cluster/clustered-mean.ts';
import { addToCluster, emptyClusterSums } from '../cluster/cluster-sums.ts';
import { addToJoint, emptyJointSums, jointProduct, mergeJointSums } from './joint-sums.ts';
import type { JointSums } from './joint-sums.ts';
import { jointVariance } from './joint-variance.ts';
import { ratioOfJoint } from './ratio-of-joint.ts';

type Request = readonly [unit: number, values: readonly number[]];

/** One request after the other, as a gateway sees them. */
function jointOf(requests: readonly Request[]): JointSums {
  const units = new Map<number, readonly number[]>();
  const sums = emptyJointSums(3);
  for (const [unit, values] of requests) {
    const before = units.get(unit) ?? null;
    addToJoint(sums, before, values);
    units.set(unit, before === null ? values : before.map((had, index) => had + (values[index] ?? 0)));
  }
  return sums;
}

const values = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 50 })));
const requests = fc.array(fc.tuple(fc.nat(5), values), { maxLength: 40 });

describe('joint sums', () => {
  it('built in O(1) steps equal the sums over finished clusters', () => {
    fc.assert(
      fc.property(requests, (happened) => {
        const totals = [...Map.groupBy(happened, ([unit]) => unit).values()].map((of) =>
          [0, 1, 2].map((index) => of.reduce((sum, [, one]) => sum + (one[index] ?? 0), 0)),
        );
        const sums = jointOf(happened);
        for (const i of [0, 1, 2]) {
          expect(sums.sums[i]).toBe(totals.reduce((sum, of) => sum + (of[i] ?? 0), 0));
          expect(sums.clusters[i]).toBe(totals.filter((of) => of[i] !== 0).length);
          for (const j of [0, 1, 2]) {
            const product = totals.reduce((sum, of) => sum + (of[i] ?? 0) * (of[j] ?? 0), 0);
            expect(jointProduct(sums, i, j)).toBe(product);
          }
        }
      }),
    );
  });

  it('of two halves with other units add up to those of the whole, through JSON', () => {
    fc.assert(
      fc.property(requests, requests, (left, right) => {
        const others = right.map(([unit, of]): Request => [unit + 100, of]);
        const halves = [jointOf(left), jointOf(others)].map((half) => JSON.parse(JSON.stringify(half)) as JointSums);
        expect(mergeJointSums(halves[0]!, halves[1]!)).toEqual(jointOf([...left, ...others]));
      }),
    );
  });

  it('know the error of a ratio as the sums made for one ratio do', () => {
    fc.assert(
      fc.property(requests, (happened) => {
        const units = new Map<number, { isNew: boolean; y: number; t: number }>();
        const wanted = happened.reduce((sums, [unit, [y = 0, t = 0]]) => {
          const before = units.get(unit) ?? { isNew: true, y: 0, t: 0 };
          // Not new before it has something to divide by.
          units.set(unit, { isNew: before.isNew && t === 0, y: before.y + y, t: before.t + t });
          return addToRatioCluster(sums, { ...before, isNew: before.isNew && t !== 0 }, y, t);
        }, emptyRatioSums());
        expect(ratioOfJoint(jointOf(happened), 0, 1)).toEqual(wanted);
      }),
    );
  });
});

describe('jointVariance', () => {
  const four: readonly Request[] = [
    [0, [2, 100, 0]],
    [0, [5, 260, 0]],
    [1, [3, 140, 0]],
    [2, [9, 400, 0]],
  ];

  it('of a log ratio is that of the delta method (golden number)', () => {
    const [y, t] = [19, 900];
    const slopes = [
      { quantity: 0, slope: 1 / y },
      { quantity: 1, slope: -1 / t },
    ];
    expect(jointVariance(jointOf(four), slopes)).toBeCloseTo(0.0027864984, 10);
    expect(logRatioVariance(ratioOfJoint(jointOf(four), 0, 1))).toBeCloseTo(0.0027864984, 10);
  });

  it('of a mean is that of the clustered mean', () => {
    const xs: readonly (readonly [number, number])[] = [
      [0, 1],
      [0, 4],
      [1, 2],
      [2, 8],
      [2, 5],
    ];
    const joint = jointOf(xs.map(([unit, x]) => [unit, [x, 1, 0]]));
    const had = new Map<number, { n: number; sum: number }>();
    const cluster = xs.reduce((sums, [unit, x]) => {
      const before = had.get(unit) ?? { n: 0, sum: 0 };
      had.set(unit, { n: before.n + 1, sum: before.sum + x });
      return addToCluster(sums, before, x);
    }, emptyClusterSums());
    const { mean, squaredError } = clusteredMean(cluster)!;
    const slopes = [
      { quantity: 0, slope: 1 / 5 },
      { quantity: 1, slope: -mean / 5 },
    ];
    expect(jointVariance(joint, slopes)).toBeCloseTo(squaredError, 12);
  });

  it('is unknown below two clusters', () => {
    expect(jointVariance(jointOf(four.slice(0, 2)), [{ quantity: 0, slope: 1 }])).toBeNull();
    expect(jointVariance(jointOf(four), [{ quantity: 2, slope: 1 }])).toBeNull();
  });
});
