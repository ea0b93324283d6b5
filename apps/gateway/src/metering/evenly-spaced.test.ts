import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenlySpaced } from './evenly-spaced.ts';

describe('evenlySpaced', () => {
  it('keeps a short list as it is', () => {
    expect(evenlySpaced([3, 1, 2], 3, 0.5)).toEqual([3, 1, 2]);
  });

  it('takes one value of each stretch of a long one, at the phase', () => {
    expect(evenlySpaced([0, 1, 2, 3, 4, 5], 2, 0.5)).toEqual([1, 4]);
    expect(evenlySpaced([0, 1, 2, 3, 4, 5], 2, 0)).toEqual([0, 3]);
    expect(evenlySpaced([0, 1, 2, 3, 4, 5], 2, 0.99)).toEqual([2, 5]);
  });

  it('keeps the share of two kinds to within one value, wherever the border lies', () => {
    const phases = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 64 }), phases, (zeros, ones, most, phase) => {
        const values = [...Array<number>(zeros).fill(0), ...Array<number>(ones).fill(1)];
        const taken = evenlySpaced(values, most, phase);
        expect(taken).toHaveLength(Math.min(values.length, most));
        const expected = (ones * taken.length) / Math.max(1, values.length);
        expect(Math.abs(taken.filter((value) => value === 1).length - expected)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
