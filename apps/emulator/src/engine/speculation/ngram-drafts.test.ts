import { describe, expect, it } from 'vitest';
import { NgramDrafts } from './ngram-drafts.ts';

function proposal(prompt: readonly number[], answer: readonly number[], k: number): number[] {
  const drafts = new NgramDrafts(prompt);
  drafts.catchUp(answer);
  return Array.from({ length: k }, (_, ahead) => drafts.guess(ahead));
}

describe('n-gram drafts', () => {
  it('copy what followed the first earlier place of the last token', () => {
    expect(proposal([5, 1, 2, 3, 1, 7, 8], [1], 3)).toEqual([2, 3, 1]);
  });

  it('look at the answer as well as at the prompt', () => {
    expect(proposal([9], [4, 5, 6, 4], 2)).toEqual([5, 6]);
  });

  it('propose nonsense from the start when the token is new', () => {
    expect(proposal([5, 1, 2, 3], [77], 2)).toEqual([1, 2]);
  });

  it('repeat the last known token where the copy runs out', () => {
    expect(proposal([5, 6], [6], 3)).toEqual([6, 6, 6]);
  });

  it('take in only what they have not seen', () => {
    const drafts = new NgramDrafts([1, 2]);
    drafts.catchUp([3]);
    drafts.catchUp([3, 1]);
    expect([drafts.guess(0), drafts.guess(1)]).toEqual([2, 3]);
  });
});
