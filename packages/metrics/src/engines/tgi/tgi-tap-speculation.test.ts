import { describe, expect, it } from 'vitest';
import { acceleration } from '../../speculation/acceleration.ts';
import { chatToken, done, fed, sse, textToken, usage } from '../stream-fixtures.ts';
import type { FixtureRead } from '../stream-fixtures.ts';
import { TgiTap } from './tgi-tap.ts';

/** A prefill's token, then bursts of these sizes 20 ms apart; the last token finishes. */
function bursts(...sizes: number[]): FixtureRead[] {
  const reads = [1, ...sizes].map((size, step) => ({ atMs: 100 + 20 * step, text: chatToken('x').repeat(size) }));
  return [...reads, { atMs: 100 + 20 * sizes.length, text: chatToken('', { finish: 'stop' }) + done }];
}

describe('TgiTap, speculation', () => {
  it('makes one step of one token without a speculator, however the tokens came', () => {
    const reading = fed(new TgiTap({ route: 'chat', draftTokens: 0 }), bursts(3, 4, 1)).finish();
    expect(reading.speculation).toEqual({
      sums: { requests: 1, tokens: 10, steps: 10, accepted: 0, drafts: 0, draftTokens: 0, acceptedByPosition: [] },
      method: 'derived',
      source: 'no speculator: one token per step',
    });
  });

  it('estimates steps from bursts with a speculator', () => {
    const reading = fed(new TgiTap({ route: 'chat', draftTokens: 4 }), bursts(3, 2, 1, 4, 2, 1)).finish();
    expect(reading.speculation).toEqual({
      sums: { requests: 1, tokens: 15, steps: 7, accepted: 8, drafts: 6, draftTokens: 24, acceptedByPosition: null },
      method: 'estimated',
      source: 'tgi:arrival-clusters',
      stepsVariance: 0,
    });
    expect(acceleration(reading.speculation!.sums)).toBeCloseTo(15 / 7);
  });

  it('does not know how many drafts were made where k is not known', () => {
    const reading = fed(new TgiTap({ route: 'chat', draftTokens: null }), bursts(3, 2, 1)).finish();
    expect(reading.speculation).toMatchObject({
      sums: { steps: 4, drafts: 3, draftTokens: null },
      method: 'estimated',
    });
  });

  it('keeps the figure of a stream that broke off', () => {
    const reading = fed(new TgiTap({ route: 'chat', draftTokens: 4 }), bursts(3, 2, 2).slice(0, -1)).finish();
    expect(reading).toMatchObject({ end: 'truncated', speculation: { sums: { tokens: 8, steps: 4 } } });
  });

  it('says nothing where the engine regrouped its tokens, so that events are not tokens', () => {
    const reads = [...bursts(3, 2, 1), { atMs: 200, text: sse({ choices: [], usage: usage(5, 40) }) }];
    expect(fed(new TgiTap({ route: 'chat', draftTokens: 4 }), reads).finish().speculation).toBeNull();
  });

  it('says nothing of interleaved generations', () => {
    const text = textToken('a') + textToken('b', { index: 1 });
    expect(fed(new TgiTap({ route: 'completions', draftTokens: 4 }), text).finish().speculation).toBeNull();
  });

  it('says nothing of an answer without tokens', () => {
    expect(fed(new TgiTap({ route: 'chat', draftTokens: 4 }), '').finish().speculation).toBeNull();
    expect(fed(new TgiTap({ route: 'chat', draftTokens: 0 }), '').finish().speculation).toBeNull();
  });
});
