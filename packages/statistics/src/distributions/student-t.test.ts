import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';
import { studentTQuantile } from './student-t.ts';

/** [p, df, quantile]: computed with mpmath at 50 digits by solving its regularised incomplete beta function. */
const known: readonly (readonly [p: number, df: number, t: number])[] = [
  [0.6, 0.5, 0.3979754267847907],
  [0.95, 0.5, 41.13600009287828],
  [0.975, 0.5, 164.55767348048855],
  [0.9999, 0.5, 10284911.563163385],
  [0.6, 1, 0.32491969623290634],
  [0.95, 1, 6.313751514675043],
  [0.975, 1, 12.706204736174705],
  [0.9999, 1, 3183.098757118151],
  [0.6, 2, 0.28867513459481287],
  [0.95, 2, 2.9199855803537256],
  [0.975, 2, 4.302652729749464],
  [0.9999, 2, 70.70007107496427],
  [0.6, 3, 0.2766706623326899],
  [0.95, 3, 2.3533634348018238],
  [0.975, 3, 3.1824463052837095],
  [0.9999, 3, 22.203742273204185],
  [0.6, 14, 0.25821265388905873],
  [0.95, 14, 1.7613101357748921],
  [0.975, 14, 2.144786687917804],
  [0.9999, 14, 4.98501315771947],
  [0.6, 14.6, 0.2580108140397086],
  [0.95, 14.6, 1.7562097173023672],
  [0.975, 14.6, 2.136546941559566],
  [0.9999, 14.6, 4.919868482270329],
  [0.6, 59, 0.25449253434521785],
  [0.95, 59, 1.671093032103895],
  [0.975, 59, 2.000995378088268],
  [0.9999, 59, 3.9664475194419304],
  [0.6, 120.25, 0.2539083524254298],
  [0.95, 120.25, 1.6576240868125351],
  [0.975, 120.25, 1.979888482022457],
  [0.9999, 120.25, 3.8369182352268383],
  [0.6, 1000, 0.25341451583949876],
  [0.95, 1000, 1.6463788172854648],
  [0.975, 1000, 1.9623390808264085],
  [0.9999, 1000, 3.732851604575368],
  [0.6, 999999, 0.25334717053790906],
  [0.95, 999999, 1.6448551507235643],
  [0.975, 999999, 1.9599663568164793],
  [0.9999, 999999, 3.719030274776333],
  [0.6, 1e9, 0.2533471032032018],
  [0.95, 1e9, 1.644853628475242],
  [0.975, 1e9, 1.9599639869123255],
  [0.9999, 1e9, 3.7190164992449417],
];

describe('studentTQuantile', () => {
  it.each(known)('at %d with %d degrees of freedom is %d to 1e-9', (p, df, t) => {
    expect(Math.abs(studentTQuantile(p, df) / t - 1)).toBeLessThan(1e-9);
    expect(Math.abs(studentTQuantile(1 - p, df) / -t - 1)).toBeLessThan(1e-9);
  });

  it('equals the closed form of one and two degrees of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
        const cauchy = Math.tan(Math.PI * (p - 0.5));
        const two = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
        expect(Math.abs(studentTQuantile(p, 1) - cauchy)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(cauchy)));
        expect(Math.abs(studentTQuantile(p, 2) - two)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(two)));
      }),
    );
  });

  it('is as exact in far tails, below and above the degrees of freedom where the expansion takes over', () => {
    expect(Math.abs(studentTQuantile(1e-50, 5) / -15683925590.993378 - 1)).toBeLessThan(1e-9);
    expect(Math.abs(studentTQuantile(1e-100, 2e6) / -21.27465971608 - 1)).toBeLessThan(1e-11);
  });

  it('falls with the degrees of freedom towards the normal quantile, without a jump where the expansion takes over', () => {
    const quantiles = [1, 2, 5, 100, 1e4, 999_999, 1_000_001, 1e9].map((df) => studentTQuantile(0.975, df));
    expect(quantiles).toEqual(quantiles.toSorted((a, b) => b - a));
    expect(Math.abs((quantiles[5] ?? 0) - (quantiles[6] ?? 0))).toBeLessThan(1e-9);
    expect(quantiles.at(-1)).toBeCloseTo(normalQuantile(0.975), 8);
  });

  it('is infinite at the ends, 0 in the middle and NaN for what is no probability or no degrees of freedom', () => {
    expect([0, 0.5, 1].map((p) => studentTQuantile(p, 3))).toEqual([-Infinity, 0, Infinity]);
    expect([studentTQuantile(-0.1, 3), studentTQuantile(1.1, 3), studentTQuantile(0.9, 0)]).toEqual([NaN, NaN, NaN]);
    expect(studentTQuantile(Number.NaN, 3)).toBeNaN();
  });
});
