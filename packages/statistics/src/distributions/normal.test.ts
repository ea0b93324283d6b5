import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';

/** From mpmath at 50 digits; one value in each of the three ranges of the algorithm and beyond. */
const known: readonly (readonly [p: number, z: number])[] = [
  [0.6, 0.2533471031357998],
  [0.925, 1.439531470938456],
  [0.975, 1.959963984540054],
  [0.9999, 3.719016485455681],
  [1e-10, -6.361340902404056],
  [1e-20, -9.26234008979841],
  [1e-300, -37.0470962993612],
];

describe('normalQuantile', () => {
  it.each(known)('at %d is %d', (p, z) => {
    expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(1e-12);
  });

  it('is infinite at the ends, 0 in the middle and NaN outside', () => {
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity]);
    expect([-1, 2, Number.NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN]);
  });
});
