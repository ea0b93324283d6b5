import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yieldOf, yieldsTogether } from './step-yield.ts';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, share, n) => total + share * n, 0);

describe('yieldOf', () => {
  it('is a distribution over 1 to the most, whatever was seen', () => {
    const seen = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(seen, fc.integer({ min: 1, max: 8 }), (counts, most) => {
        const shares = yieldOf(counts, most);
        expect(shares).toHaveLength(most + 1);
        expect(shares[0]).toBe(0);
        expect(sum(shares)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('comes to what was seen', () => {
    const shares = yieldOf([0, 600, 0, 400], 3);
    expect(shares[1]).toBeCloseTo(0.6, 2);
    expect(shares[3]).toBeCloseTo(0.4, 2);
  });
});

describe('yieldsTogether', () => {
  it('adds: the mean of m steps is m times the mean of one', () => {
    const shares = yieldOf([0, 5, 3, 2, 1], 4);
    yieldsTogether(shares, 6).forEach((table, steps) => {
      expect(sum(table)).toBeCloseTo(1, 9);
      expect(mean(table)).toBeCloseTo(steps * mean(shares), 9);
    });
  });
});
