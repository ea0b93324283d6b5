import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, mix, uniform } from './hash.ts';

describe('counter-based randomness', () => {
  it('is the same for the same seed and index, and lies in [0, 1)', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (seed, index) => {
        const value = uniform(seed, index);
        return value >= 0 && value < 1 && value === uniform(seed, index);
      }),
    );
  });

  it('fills each tenth of [0, 1) evenly along the indices of one seed and along the seeds of one index', () => {
    const draws = 20_000;
    for (const draw of [(i: number) => uniform(7, i), (i: number) => uniform(i, 7)]) {
      const tenths = Array.from({ length: 10 }, () => 0);
      for (let i = 0; i < draws; i += 1) tenths[Math.floor(draw(i) * 10)]! += 1;
      // Five standard deviations of a count with p = 1/10.
      const allowed = 5 * Math.sqrt(draws * 0.1 * 0.9);
      for (const count of tenths) expect(Math.abs(count - draws / 10)).toBeLessThan(allowed);
    }
  });

  it('does not let neighbouring indices of a seed go together', () => {
    const draws = 20_000;
    let together = 0;
    for (let i = 0; i < draws; i += 1) together += (uniform(3, i) - 0.5) * (uniform(3, i + 1) - 0.5);
    // The correlation of independent numbers has a standard deviation of 1/√n; 1/12 is the variance of each.
    expect(Math.abs((together * 12) / draws)).toBeLessThan(5 / Math.sqrt(draws));
  });

  it('tells seeds apart that differ above 32 bits only', () => {
    expect(mix(5, 1)).not.toBe(mix(5 + 2 ** 32, 1));
    expect(mix(5, 1)).not.toBe(mix(5 + 2 ** 40, 1));
  });

  it('tells texts apart that differ in one letter', () => {
    const hashes = new Set(Array.from({ length: 5_000 }, (_, i) => hashText(`prompt ${i}`)));
    expect(hashes.size).toBe(5_000);
  });
});
