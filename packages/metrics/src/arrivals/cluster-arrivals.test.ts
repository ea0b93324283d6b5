import { describe, expect, it } from 'vitest';
import { clusterArrivals } from './cluster-arrivals.ts';

/** Reads at these times; an entry `[gapMs, tokens]` is relative to the one before. The prefill's token comes at 0. */
function clusters(reads: readonly (readonly [gapMs: number, tokens: number])[], maxTokens = 5): string[] {
  let atMs = 0;
  const timesMs = [0, ...reads.map(([gapMs]) => (atMs += gapMs))];
  const counts = [1, ...reads.map(([, tokens]) => tokens)];
  return clusterArrivals({ timesMs, counts }, maxTokens).map(({ kind, tokens }) => `${kind} ${String(tokens)}`);
}

describe('clusterArrivals', () => {
  it('takes reads one step apart for one step each', () => {
    expect(
      clusters([
        [20, 2],
        [24, 1],
        [17, 5],
      ]),
    ).toEqual(['single 2', 'single 1', 'single 5']);
  });

  it('puts a split burst together again', () => {
    expect(
      clusters([
        [20, 2],
        [20, 1],
        [2, 2],
        [18, 1],
      ]),
    ).toEqual(['single 2', 'single 3', 'single 1']);
  });

  it('does not put more together than one step can emit', () => {
    expect(
      clusters([
        [20, 2],
        [20, 3],
        [2, 3],
        [18, 1],
      ]),
    ).toEqual(['single 2', 'single 3', 'unclear 3', 'single 1']);
  });

  it('does not decide between a stall and two merged steps', () => {
    expect(
      clusters([
        [20, 2],
        [40, 3],
        [20, 1],
      ]),
    ).toEqual(['single 2', 'unclear 3', 'single 1']);
  });

  it('leaves a late read and the punctual one after it unclear, as one', () => {
    expect(
      clusters([
        [20, 1],
        [34, 2],
        [6, 2],
        [20, 1],
        [20, 1],
      ]),
    ).toEqual(['single 1', 'unclear 4', 'single 1', 'single 1']);
  });

  it('knows that one step cannot emit more than k + 1 tokens', () => {
    expect(
      clusters([
        [20, 1],
        [20, 6],
        [20, 1],
      ]),
    ).toEqual(['single 1', 'unclear 6', 'single 1']);
  });

  it('parts the first step from a prefill that came in the same read', () => {
    expect(clusterArrivals({ timesMs: [0, 20], counts: [3, 1] }, 5)).toEqual([
      { tokens: 2, kind: 'unclear', overfull: false },
      { tokens: 1, kind: 'single', overfull: false },
    ]);
  });
});
