import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOf, isWithin, rangeText } from './counts-of.ts';

/** 10 tokens in 4 steps; of 3 drafts of 4 tokens 8 matched, and the end cut 2 of them off. */
const work = { prefills: 1, tokens: 10, steps: 4, accepted: 6, matched: 8, drafts: 3, draftTokens: 12 };

describe('what a server must say of its engine’s work', () => {
  it('is one number each where nothing is held back', () => {
    const kept = countsOf({ accepted: 'kept', draftTokens: 4 }, work);
    expect(Object.values(kept).every(({ least, most }) => least === most)).toBe(true);
    expect(kept.accepted.least).toBe(6);
    expect(countsOf({ accepted: 'matched', draftTokens: 4 }, work).accepted.least).toBe(8);
  });

  it('of llama-server is what its shorter last drafts allow', () => {
    expect(countsOf({ accepted: 'within room', draftTokens: 4 }, work)).toEqual({
      prefills: { least: 1, most: 1 },
      tokens: { least: 10, most: 10 },
      steps: { least: 2, most: 4 },
      accepted: { least: 6, most: 8 },
      drafts: { least: 2, most: 3 },
      draftTokens: { least: 2, most: 12 },
    });
  });

  it('holds what a server with drafts cut to the room really counts', () => {
    const drafts = fc.array(fc.record({ matched: fc.nat({ max: 4 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(drafts, fc.integer({ min: 1, max: 60 }), (list, limit) => {
        const engine = { prefills: 1, tokens: 1, steps: 1, accepted: 0, matched: 0, drafts: 0, draftTokens: 0 };
        const server = { accepted: 0, drafts: 0, draftTokens: 0 };
        for (const { matched } of list) {
          const left = limit - engine.tokens;
          if (left <= 0) break;
          const proposed = Math.min(4, left - 1);
          const kept = Math.min(matched, left - 1);
          engine.tokens += kept + 1;
          engine.steps += 1;
          engine.accepted += kept;
          engine.matched += matched;
          engine.drafts += 1;
          engine.draftTokens += 4;
          server.accepted += Math.min(matched, proposed);
          server.drafts += proposed > 0 ? 1 : 0;
          server.draftTokens += proposed;
        }
        const counts = countsOf({ accepted: 'within room', draftTokens: 4 }, engine);
        expect(isWithin(server.accepted, counts.accepted)).toBe(true);
        expect(isWithin(server.drafts, counts.drafts)).toBe(true);
        expect(isWithin(server.draftTokens, counts.draftTokens)).toBe(true);
        expect(isWithin(engine.tokens - server.accepted, counts.steps)).toBe(true);
      }),
    );
  });
});

describe('a range', () => {
  it('holds its ends, nothing beyond them, and nothing unknown', () => {
    const range = { least: 2, most: 4 };
    expect([1, 2, 4, 5, null].map((found) => isWithin(found, range))).toEqual([false, true, true, false, false]);
  });

  it('is written as a number where it is one', () => {
    expect([rangeText({ least: 3, most: 3 }), rangeText({ least: 3, most: 5 })]).toEqual([3, '3 … 5']);
  });
});
