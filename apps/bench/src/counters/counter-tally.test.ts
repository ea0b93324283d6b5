import { noCounters } from '@slipstream/metrics';
import type { EngineCounters } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { CounterTally } from './counter-tally.ts';

const counters = (accepted: number, steps: number, prefills: number | null = null): EngineCounters => {
  return { ...noCounters, accepted, steps, prefills };
};

function windowOf(...readings: readonly (readonly EngineCounters[])[]) {
  const tally = new CounterTally();
  for (const reading of readings) tally.update(reading);
  return tally.window;
}

describe('CounterTally', () => {
  it('is what the counters rose by since the first reading, over all replicas', () => {
    const window = windowOf(
      [counters(10, 20, 2), counters(0, 0, 0)],
      [counters(500, 600, 9), counters(0, 0, 0)],
      [counters(793, 1087, 16), counters(5, 9, 1)],
    );
    expect(window).toEqual({ tokenSum: 788, tokensCount: 1076, prefills: 15, reset: false });
  });

  it('tells a reset by any counter that fell, although others have passed their old value', () => {
    expect(windowOf([counters(50, 10)], [counters(20, 30)]).reset).toBe(true);
  });

  it('remembers a reset after which everything has passed its old value', () => {
    const window = windowOf([counters(5, 10)], [counters(50, 100)], [counters(4, 8)], [counters(60, 120)]);
    expect(window).toMatchObject({ reset: true, tokenSum: 45 + 60, tokensCount: 90 + 120 });
  });

  it('does not know the prefills of all where one replica does not say', () => {
    expect(windowOf([counters(0, 0, 0), counters(0, 0)], [counters(0, 9, 3), counters(0, 9)]).prefills).toBeNull();
  });
});
