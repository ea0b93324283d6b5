import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGamma } from './log-gamma.ts';

describe('logGamma', () => {
  /** From mpmath at 50 digits. */
  it.each([
    [1e-3, 6.907178885383853],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [10.5, 13.940625219403763],
    [100, 359.1342053695754],
    [12_345.6, 103_959.185066168],
  ])('at %d is %d', (x, log) => {
    expect(Math.abs(logGamma(x) - log)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(log)));
  });

  it('is the log of the factorial', () => {
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(21)).toBeCloseTo(Math.log(2_432_902_008_176_640_000), 12);
  });

  it('grows by ln x from x to x + 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const size = Math.max(1, Math.abs(logGamma(x)));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-13 * size * 10);
      }),
    );
  });

  it('is no number at 0 and below', () => {
    expect([logGamma(0), logGamma(-1), logGamma(Number.NaN)]).toEqual([NaN, NaN, NaN]);
  });
});
