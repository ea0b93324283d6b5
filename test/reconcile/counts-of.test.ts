import { describe, expect, it } from 'vitest';
import { countsOf } from './counts-of.ts';

/** 10 tokens in 4 steps; of 3 drafts of 4 tokens 8 matched, and the end cut 2 of them off. */
const work = { prefills: 1, tokens: 10, steps: 4, accepted: 6, matched: 8, drafts: 3, draftTokens: 12 };
const same = { prefills: 1, tokens: 10, drafts: 3, draftTokens: 12 };

describe('what a server must say of its engine’s work', () => {
  it.each([
    ['kept', 'counted', { accepted: 6, steps: 4 }],
    ['matched', 'counted', { accepted: 8, steps: 4 }],
    ['kept', 'not accepted', { accepted: 6, steps: 4 }],
    ['matched', 'not accepted', { accepted: 8, steps: 2 }],
  ] as const)('where accepted is what was %s, and steps are %s', (accepted, steps, wanted) => {
    expect(countsOf({ accepted, steps }, work)).toEqual({ ...same, ...wanted });
  });
});
