import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoment, emptyMoments, mergeMoments, variance } from './moments.ts';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: 50 });
const momentsOf = (xs: readonly number[]) => xs.reduce(addMoment, emptyMoments());

describe('moments', () => {
  it('of parts merge to the moments of the whole', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const merged = mergeMoments(momentsOf(left), momentsOf(right));
        const whole = momentsOf([...left, ...right]);
        expect(merged.n).toBe(whole.n);
        expect(merged.mean).toBeCloseTo(whole.mean, 9);
        expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-9 * (1 + whole.m2));
      }),
    );
  });

  it('equal the two-pass mean and variance', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2, maxLength: 30 }), (xs) => {
        const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
        const squares = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
        expect(momentsOf(xs).mean).toBeCloseTo(mean, 9);
        expect(variance(momentsOf(xs))).toBeCloseTo(squares / (xs.length - 1), 6);
      }),
    );
  });

  it('keep a small variance far from 0, where sums of squares lose it', () => {
    expect(variance(momentsOf([1e9 + 1, 1e9 + 2, 1e9 + 3]))).toBeCloseTo(1, 6);
  });

  it('have no variance below two values', () => {
    expect([variance(momentsOf([])), variance(momentsOf([5]))]).toEqual([null, null]);
  });
});
