import { describe, expect, it } from 'vitest';
import { StepFilter } from './step-filter.ts';
import { yieldOf, yieldsTogether } from './step-yield.ts';

const yields = yieldOf([0, 50, 25, 12, 6, 6], 5);
const shares = { stalled: 0.05, late: 0.1, merged: 0.05 };

/** Steps of reads `[gap in step times, tokens]`, to a tenth. */
function steps(reads: readonly (readonly [gap: number, tokens: number])[], over: Partial<typeof shares> = {}): number {
  const filter = new StepFilter({
    yields: yieldsTogether(yields, 12),
    mostTokens: 5,
    meanTokens: yields.reduce((sum, share, n) => sum + share * n, 0),
    shares: { ...shares, ...over },
    stepSpread: 0.14,
  });
  for (const [gap, tokens] of reads) filter.read(gap, tokens);
  return Math.round(filter.steps.mean * 10) / 10;
}

describe('StepFilter', () => {
  it('takes reads one step apart for one step each', () => {
    expect(
      steps([
        [1, 2],
        [1.2, 1],
        [0.85, 5],
      ]),
    ).toBe(3);
  });

  it('knows a late read by the early one after it', () => {
    expect(
      steps([
        [1, 1],
        [1.7, 2],
        [0.3, 2],
        [1, 1],
      ]),
    ).toBe(4);
  });

  it('knows two steps in a late read by the time to the next', () => {
    expect(
      steps([
        [1, 1],
        [2.4, 3],
        [0.6, 1],
        [1, 2],
      ]),
    ).toBeCloseTo(5, 0);
  });

  it('counts two steps where one cannot emit so many', () => {
    expect(
      steps([
        [1, 1],
        [2, 7],
        [1, 1],
      ]),
    ).toBe(4);
  });

  it('weighs a stall against two steps by how often either happens', () => {
    const reads = [
      [1, 1],
      [2, 2],
      [1, 2],
    ] as const;
    expect(steps(reads, { stalled: 0.2, merged: 0.001 })).toBeCloseTo(3, 0);
    expect(steps(reads, { stalled: 0.001, merged: 0.2 })).toBeCloseTo(4, 0);
  });

  it('is not sure where both happen, and says so', () => {
    const filter = new StepFilter({
      yields: yieldsTogether(yields, 12),
      mostTokens: 5,
      meanTokens: 2,
      shares,
      stepSpread: 0.14,
    });
    filter.read(2, 3);
    expect(filter.steps.variance).toBeGreaterThan(0.1);
  });

  it('puts a split burst together', () => {
    expect(
      steps(
        [
          [1, 1],
          [1, 2],
          [0.1, 1],
          [0.9, 2],
        ],
        { late: 0.01 },
      ),
    ).toBe(3);
  });

  it('divides tokens by the mean of a step where a read holds more than it can tell apart', () => {
    expect(
      steps([
        [1, 1],
        [20, 100],
      ]),
    ).toBeGreaterThan(20);
  });

  it('tells what it saw', () => {
    const filter = new StepFilter({
      yields: yieldsTogether(yields, 12),
      mostTokens: 5,
      meanTokens: 2,
      shares,
      stepSpread: 0.14,
    });
    for (const [gap, tokens] of [
      [1, 1],
      [1.7, 2],
      [0.3, 2],
      [1, 1],
      [5, 1],
      [1, 2],
    ] as const)
      filter.read(gap, tokens);
    expect(filter.seen.reads).toBe(6);
    expect(filter.seen.late).toBeGreaterThan(0.9);
    expect(filter.seen.stalled).toBeGreaterThan(0.7);
    expect(filter.single[1]).toBeGreaterThan(2);
  });
});
