import { describe, expect, it } from 'vitest';
import { blockHalfWidth } from '../blocks/block-mean.ts';
import { blocksNeeded } from './blocks-needed.ts';
import { requestsNeeded } from './requests-needed.ts';

describe('requestsNeeded', () => {
  it.each([
    [0.5, [3268, 901, 324, 198, 116]],
    [0.05, [19_723, 4581, 1249, 661, 339]],
  ])('at weight %d has the golden numbers', (weight, expected) => {
    const needed = [1.05, 1.1, 1.2, 1.3, 1.5].map((speedup) => requestsNeeded({ speedup, spread: 0.5, weight }));
    expect(needed).toEqual(expected);
  });

  it('grows with what must be exceeded', () => {
    expect(requestsNeeded({ speedup: 1.3, minimalEffect: 0.05, spread: 0.5, weight: 0.5 })).toBeGreaterThan(198);
  });

  it('refuses what no number of requests shows', () => {
    expect(() => requestsNeeded({ speedup: 1.05, minimalEffect: 0.05, spread: 0.5, weight: 0.5 })).toThrow(
      'a speed-up of 1.05 never shows to be above 1.05',
    );
    expect(() => requestsNeeded({ speedup: 1.3, spread: 0.5, weight: 0 })).toThrow('between 0 and 1');
  });
});

describe('blocksNeeded', () => {
  const options = { alpha: 0.05, nStar: 20 };

  it('is the first number of blocks at which the interval leaves the bound out', () => {
    const needed = blocksNeeded(0.2, 0.1, options)!;
    expect(blockHalfWidth(needed, 0.1 / needed, options)).toBeLessThan(0.2);
    expect(blockHalfWidth(needed - 1, 0.1 / (needed - 1), options)).toBeGreaterThanOrEqual(0.2);
  });

  it('is unknown where the estimate lies on the wrong side, or too near to tell', () => {
    expect(blocksNeeded(0, 0.1, options)).toBeNull();
    expect(blocksNeeded(-0.2, 0.1, options)).toBeNull();
    expect(blocksNeeded(1e-6, 0.1, options)).toBeNull();
  });
});
