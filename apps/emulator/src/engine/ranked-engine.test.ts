import { describe, expect, it } from 'vitest';
import { VirtualClock } from './clock/virtual-clock.ts';
import { RankedEngine } from './ranked-engine.ts';
import { ask, engineOn } from './test-support/ask.ts';

const ranked = (clock: VirtualClock, ranks: number): RankedEngine =>
  new RankedEngine(
    Array.from({ length: ranks }, () => engineOn(clock, { speculator: { kind: 'mlp', draftTokens: 4 } })),
  );

describe('RankedEngine', () => {
  it('gives each request to the rank with the fewest, and its books are the sum of all', () => {
    const clock = new VirtualClock();
    const engine = ranked(clock, 3);
    for (let request = 0; request < 7; request += 1) ask(engine, `What is number ${request}?`, { maxNewTokens: 30 });
    expect(engine.ranks.map((rank) => rank.truth().requests)).toEqual([3, 2, 2]);
    expect(engine.load()).toMatchObject({ running: 0, waiting: 7 });
    clock.runAll();
    const truth = engine.truth();
    for (const key of ['finished', 'tokens', 'steps', 'matched', 'draftTokens', 'promptTokens'] as const) {
      expect(truth[key]).toBe(engine.ranks.reduce((sum, rank) => sum + rank.truth()[key], 0));
    }
    expect(truth.tokens).toBe(210);
    expect(truth.draftedAt).toEqual([truth.drafts, truth.drafts, truth.drafts, truth.drafts]);
    expect(truth.matchedAt.reduce((a, b) => a + b)).toBe(truth.matched);
    // Nothing was aborted: all of the work belongs to finished requests.
    expect(truth.ofFinished).toMatchObject({ tokens: 210, steps: truth.steps, matchedAt: truth.matchedAt });
  });

  it('takes the rank that is asked for, where there is one', () => {
    const engine = ranked(new VirtualClock(), 2);
    expect([engine.choose(1), engine.choose(0), engine.choose(7), engine.choose(null)]).toEqual([1, 0, 0, 0]);
  });

  it('has at least one', () => {
    expect(() => new RankedEngine([])).toThrow('one rank or more');
  });
});
