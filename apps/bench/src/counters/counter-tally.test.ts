import { engineAdapter, noCounters } from '@slipstream/metrics';
import type { EngineCounters, EngineName } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { CounterTally } from './counter-tally.ts';

const counters = (accepted: number, steps: number, prefills: number | null = null): EngineCounters => {
  return { ...noCounters, accepted, steps, prefills };
};

function windowOf(...readings: readonly (readonly EngineCounters[])[]) {
  return windowOfEngine('tgi', ...readings);
}

function windowOfEngine(engine: EngineName, ...readings: readonly (readonly EngineCounters[])[]) {
  const tally = new CounterTally();
  const { emission } = engineAdapter(engine);
  for (const reading of readings) tally.update(reading.map((counters) => ({ counters, emission })));
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

  it('works steps out for engines that do not count them', () => {
    const llama = (tokens: number, accepted: number) => ({ ...noCounters, tokens, accepted });
    expect(windowOfEngine('llamacpp', [llama(100, 30)], [llama(250, 90)])).toMatchObject({
      tokenSum: 60,
      tokensCount: 90,
      prefills: null,
    });
    const sglang = (tokens: number, requests: number, drafts: number) => ({
      ...noCounters,
      tokens,
      prefills: requests,
      drafts,
    });
    // One that speculates, and one that does not.
    const [before, after] = [sglang(0, 0, 0), sglang(100, 4, 40)];
    expect(windowOfEngine('sglang', [before], [after])).toMatchObject({ tokenSum: 56, tokensCount: 44, prefills: 4 });
    expect(windowOfEngine('sglang', [before], [sglang(100, 4, 0)])).toMatchObject({ tokenSum: 0, tokensCount: 100 });
  });

  it('does not take tokens whose steps nobody counted for drafts that were kept', () => {
    const older = (tokens: number) => ({ ...noCounters, tokens });
    expect(() => windowOfEngine('llamacpp', [older(0)], [older(9)])).toThrow('not how many steps');
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
