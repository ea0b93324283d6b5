import { describe, expect, it } from 'vitest';
import { concurrencyStratum } from './concurrency-stratum.ts';
import { stratifiedDifference } from './stratified-difference.ts';

const moments = (n: number, mean: number, variance: number) => ({ n, mean, m2: variance * (n - 1) });

describe('concurrencyStratum', () => {
  it.each([
    [0.4, '1'],
    [1, '1'],
    [1.99, '1'],
    [2, '2'],
    [31, '16'],
    [64, '64'],
    [100, '96'],
    [255, '192'],
    [5000, '256'],
  ])('of %d in flight is %s', (inFlight, stratum) => {
    expect(concurrencyStratum(inFlight)).toBe(stratum);
  });
});

describe('stratifiedDifference', () => {
  it('compares like with like, where the pooled means say the opposite', () => {
    // The candidate is faster by 0.1 at either concurrency, and works more at the slow one.
    const control = { 1: moments(300, 1, 0.04), 8: moments(100, 2, 0.04) };
    const candidate = { 1: moments(100, 0.9, 0.04), 8: moments(300, 1.9, 0.04) };
    const { difference, squaredError, overlap, strata } = stratifiedDifference(control, candidate);
    expect(difference).toBeCloseTo(-0.1, 12);
    // Half of the requests in either stratum: ¼ · 0.04 · (1/300 + 1/100), twice.
    expect(squaredError).toBeCloseTo(2 * 0.25 * 0.04 * (1 / 300 + 1 / 100), 12);
    expect([overlap, strata]).toEqual([1, 2]);
  });

  it('leaves out strata where an arm has too little, and says how much that was', () => {
    const control = { 1: moments(400, 1, 0.04), 32: moments(600, 3, 0.04) };
    const candidate = { 1: moments(60, 1, 0.04), 32: moments(40, 2, 0.04) };
    expect(stratifiedDifference(control, candidate)).toMatchObject({ difference: 0, strata: 1, overlap: 460 / 1100 });
  });

  it('is unknown without overlap', () => {
    expect(stratifiedDifference({ 1: moments(400, 1, 0.04) }, { 64: moments(400, 1, 0.04) })).toEqual({
      difference: null,
      squaredError: null,
      overlap: 0,
      strata: 0,
    });
  });
});
