import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoment, emptyMoments } from '../moments/moments.ts';
import { alwaysValidP } from './always-valid-p.ts';
import { lyapunovHalfWidth } from './lyapunov-half-width.ts';
import { mixtureRho2 } from './mixture-rho2.ts';
import { oneSidedHalfWidth } from './one-sided-half-width.ts';
import { sequenceHalfWidth } from './sequence-half-width.ts';
import { tHalfWidth } from './t-half-width.ts';

const look = { squaredError: 1e-4, n: 1000, alpha: 0.05, nStar: 2000 };

describe('golden numbers of the asymptotic confidence sequence', () => {
  it('ρ², two-sided and one-sided', () => {
    expect(mixtureRho2(0.05, 2000)).toBeCloseTo(0.0039680773, 10);
    expect(mixtureRho2(0.1, 2000)).toBeCloseTo(0.0031644298, 10);
  });

  it('half widths, two-sided and one-sided', () => {
    expect(sequenceHalfWidth(look)).toBeCloseTo(0.0308356871, 10);
    expect(oneSidedHalfWidth(look)).toBeCloseTo(0.0283967876, 10);
  });

  it('always-valid p', () => {
    expect(alwaysValidP({ z: 3, n: 1000, alpha: 0.05, nStar: 2000 })).toBeCloseTo(0.0612555672, 10);
  });

  it('Lyapunov form', () => {
    const rho2 = mixtureRho2(0.05, 2000) / 0.25;
    expect(lyapunovHalfWidth({ n: 1000, variance: 0.25, alpha: 0.05, rho2 })).toBeCloseTo(0.0487555023, 10);
  });

  it.each([
    [2000, 100, 4.72],
    [2000, 200, 3.86],
    [2000, 500, 3.26],
    [2000, 1000, 3.08],
    [2000, 2000, 3.04],
    [2000, 10_000, 3.15],
    [5000, 100, 6.69],
    [5000, 10_000, 3.06],
  ])('with N* %d, at N %d, is %d standard errors wide', (nStar, n, factor) => {
    expect(sequenceHalfWidth({ squaredError: 1, n, alpha: 0.05, nStar })).toBeCloseTo(factor, 2);
  });
});

describe('alwaysValidP', () => {
  it('is below α just where the interval leaves 0 out', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), fc.integer({ min: 2, max: 100_000 }), (z, n) => {
        const half = sequenceHalfWidth({ squaredError: 1, n, alpha: 0.05, nStar: 2000 });
        fc.pre(Math.abs(Math.abs(z) - half) > 1e-9);
        expect(alwaysValidP({ z, n, alpha: 0.05, nStar: 2000 }) < 0.05).toBe(Math.abs(z) > half);
      }),
    );
  });
});

describe('tHalfWidth', () => {
  const options = { alpha: 0.05, nStar: 20 };

  /** The e-process that the interval inverts, in its first form. */
  function evidence(xs: readonly number[], mu: number): number {
    const c2 = 1 / mixtureRho2(options.alpha, options.nStar);
    const n = xs.length;
    const s = xs.reduce((sum, x) => sum + x - mu, 0);
    const v = xs.reduce((sum, x) => sum + (x - mu) ** 2, 0);
    return Math.sqrt(c2 / (n + c2)) * (v / (v - (s * s) / (n + c2))) ** (n / 2);
  }

  it('ends where the evidence against the mean reaches 1/α', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 8, maxLength: 60 }), (xs) => {
        const moments = xs.reduce(addMoment, emptyMoments());
        fc.pre(moments.m2 > 1e-3);
        const half = tHalfWidth(moments, options);
        expect(evidence(xs, moments.mean + half) * options.alpha).toBeCloseTo(1, 6);
      }),
    );
  });

  it('tends to the asymptotic sequence', () => {
    const n = 1e6;
    const asymptotic = sequenceHalfWidth({ squaredError: 1, n, alpha: 0.05, nStar: 20 });
    expect(tHalfWidth({ n, mean: 0, m2: n * (n - 1) }, options) / asymptotic).toBeCloseTo(1, 3);
  });

  it('knows nothing of one value, and little of two', () => {
    expect(tHalfWidth({ n: 1, mean: 3, m2: 0 }, options)).toBe(Infinity);
    expect(tHalfWidth({ n: 2, mean: 3, m2: 1 }, options)).toBe(Infinity);
  });
});
