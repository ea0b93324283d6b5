import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedByPosition } from './accepted-by-position.ts';

describe('acceptedByPosition', () => {
  it('has one kept token at each of the first j places for every step that kept j', () => {
    // Steps that kept 0, 1, 2, 3.
    expect(acceptedByPosition([4, 3, 2, 1])).toEqual([6, 3, 1]);
    expect(acceptedByPosition({ '0': 4, '2': 2, '3': 1 })).toEqual([3, 3, 1]);
    expect(acceptedByPosition([5])).toEqual([]);
    expect(acceptedByPosition([])).toEqual([]);
    expect(acceptedByPosition({})).toEqual([]);
  });

  it('adds up to all tokens that were kept, and never rises from place to place', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 17 }), (steps) => {
        const kept = acceptedByPosition(steps)!;
        expect(kept.reduce((sum, count) => sum + count, 0)).toBe(
          steps.reduce((sum, count, accepted) => sum + count * accepted, 0),
        );
        expect(kept).toEqual([...kept].sort((a, b) => b - a));
      }),
    );
  });

  it.each([null, undefined, 'x', 7, [1, -1], [1, 1.5], ['1'], { a: 1 }, { '-1': 1 }, { '99': 1 }, Array(99).fill(0)])(
    'is unknown for %j',
    (histogram) => expect(acceptedByPosition(histogram)).toBeNull(),
  );
});
