import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoment, emptyMoments } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';
import { pairedSpeedup } from './paired-speedup.ts';
import { speedupSequence } from './speedup-sequence.ts';
import { speedup } from './speedup.ts';

const momentsOf = (xs: readonly number[]): Moments => xs.reduce(addMoment, emptyMoments());
const logTimes = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 30 })
  .filter((xs) => new Set(xs).size > 1)
  .map(momentsOf);

describe('speedup', () => {
  it("uses Welch's degrees of freedom", () => {
    // Variances 4 and 1, n 5 and 10: df = (0.8 + 0.1)² / (0.8²/4 + 0.1²/9) = 5.0276; t(0.975, df) = 2.5663 (mpmath).
    const interval = speedup({ n: 5, mean: 1, m2: 16 }, { n: 10, mean: 0.5, m2: 9 })!;
    expect(interval.estimate).toBeCloseTo(Math.exp(0.5), 12);
    expect(Math.log(interval.upper) - 0.5).toBeCloseTo(2.56634524983563 * Math.sqrt(0.9), 6);
  });

  it('is turned over when the arms are swapped', () => {
    fc.assert(
      fc.property(logTimes, logTimes, (a, b) => {
        const there = speedup(a, b)!;
        const back = speedup(b, a)!;
        expect(there.estimate * back.estimate).toBeCloseTo(1, 9);
        expect(Math.log(there.upper)).toBeCloseTo(-Math.log(back.lower), 9);
      }),
    );
  });

  it('is unknown below two requests in an arm, and has no width where nothing varies', () => {
    expect(speedup(momentsOf([1]), momentsOf([1, 2]))).toBeNull();
    expect(speedup(momentsOf([1, 2]), emptyMoments())).toBeNull();
    expect(speedup(momentsOf([0, 0]), momentsOf([0, 0]))).toEqual({ lower: 1, estimate: 1, upper: 1 });
  });
});

describe('pairedSpeedup', () => {
  it("is Student's interval of the mean log ratio", () => {
    const interval = pairedSpeedup(momentsOf([0.1, 0.2, 0.3]))!;
    expect(Math.log(interval.estimate)).toBeCloseTo(0.2, 12);
    // t(0.975, 2) = 4.302652729749464, standard error 0.1/√3.
    expect(Math.log(interval.upper) - 0.2).toBeCloseTo((4.302652729749464 * 0.1) / Math.sqrt(3), 12);
  });

  it('is unknown below two pairs', () => {
    expect(pairedSpeedup(momentsOf([0.1]))).toBeNull();
  });
});

describe('speedupSequence', () => {
  it('adds the squared errors of both arms and counts both', () => {
    // Standard errors 0.06 and 0.08: V = 0.01 at N = 1000.
    const control = { n: 400, mean: 0.3, m2: 0.06 ** 2 * 400 * 399 };
    const variant = { n: 600, mean: 0, m2: 0.08 ** 2 * 600 * 599 };
    const interval = speedupSequence(control, variant)!;
    expect(interval.estimate).toBeCloseTo(Math.exp(0.3), 12);
    expect(Math.log(interval.upper) - 0.3).toBeCloseTo(0.308356871, 8);
  });

  it('says nothing below 50 requests in an arm', () => {
    const many = { n: 500, mean: 0, m2: 500 };
    expect(speedupSequence(many, { n: 49, mean: 0, m2: 49 })).toBeNull();
    expect(speedupSequence({ n: 49, mean: 0, m2: 49 }, many)).toBeNull();
    expect(speedupSequence(many, { n: 50, mean: 0, m2: 50 })).not.toBeNull();
  });
});
