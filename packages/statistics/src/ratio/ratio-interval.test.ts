import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRatioVariance, ratioInterval } from './ratio-interval.ts';
import { addRatio, emptyRatioSums, mergeRatio } from './ratio-sums.ts';

type Pair = readonly [y: number, t: number];
const sumsOf = (pairs: readonly Pair[]) => pairs.reduce((sums, [y, t]) => addRatio(sums, y, t), emptyRatioSums());
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4096 }), fc.integer({ min: 1, max: 4096 })), {
  maxLength: 40,
});

describe('ratioInterval', () => {
  it('has the variance of the delta method (golden numbers)', () => {
    const byRequest = sumsOf([
      [2, 100],
      [5, 260],
      [3, 140],
      [9, 400],
    ]);
    const byUser = sumsOf([
      [7, 360],
      [3, 140],
      [9, 400],
    ]);
    expect(ratioInterval(byRequest)?.estimate).toBeCloseTo(0.0211111111, 10);
    expect(logRatioVariance(byRequest)).toBeCloseTo(0.0020756244, 10);
    expect(logRatioVariance(byUser)).toBeCloseTo(0.0027864984, 10);
  });

  it('is the estimate times and over exp(t · standard error)', () => {
    const interval = ratioInterval(
      sumsOf([
        [2, 100],
        [5, 260],
        [3, 140],
        [9, 400],
      ]),
    )!;
    // t(0.975, 3) = 3.18244630528371.
    const factor = Math.exp(3.18244630528371 * Math.sqrt(0.0020756244));
    expect(interval.upper / interval.estimate).toBeCloseTo(factor, 7);
    expect(interval.estimate / interval.lower).toBeCloseTo(factor, 7);
  });

  it('has no width where the ratio is the same in every cluster, as with a baseline of one token per step', () => {
    expect(
      ratioInterval(
        sumsOf([
          [7, 7],
          [200, 200],
          [31, 31],
        ]),
      ),
    ).toEqual({ lower: 1, estimate: 1, upper: 1 });
  });

  it('is 0 without width where nothing was counted, as with a speculator that had nothing accepted', () => {
    expect(
      ratioInterval(
        sumsOf([
          [0, 7],
          [0, 200],
        ]),
      ),
    ).toEqual({ lower: 0, estimate: 0, upper: 0 });
  });

  it('is unknown below two clusters and where there is nothing to divide by', () => {
    expect(ratioInterval(emptyRatioSums())).toBeNull();
    expect(ratioInterval(sumsOf([[3, 2]]))).toBeNull();
    expect(
      ratioInterval(
        sumsOf([
          [3, 0],
          [2, 0],
        ]),
      ),
    ).toBeNull();
  });

  it('of merged parts is that of the whole', () => {
    fc.assert(
      fc.property(pairs, pairs, (left, right) => {
        const whole = sumsOf([...left, ...right]);
        expect(mergeRatio(sumsOf(left), sumsOf(right))).toEqual(whole);
        expect(mergeRatio(sumsOf(right), sumsOf(left))).toEqual(whole);
      }),
    );
  });
});
