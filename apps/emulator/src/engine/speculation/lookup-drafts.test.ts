import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookupDrafts } from './lookup-drafts.ts';

describe('LookupDrafts', () => {
  it('copies what followed the first place of the longest run of last tokens', () => {
    const drafts = new LookupDrafts([1, 2, 3, 9, 1, 2, 4, 8, 1, 2]);
    expect(drafts.propose(3)).toEqual([3, 9, 1]);
    drafts.catchUp([4]);
    expect(drafts.propose(3)).toEqual([8, 1, 2]);
  });

  it('proposes nothing where nothing matches, and less than asked for at the end of the sequence', () => {
    expect(new LookupDrafts([1, 2, 3]).propose(4)).toEqual([]);
    expect(new LookupDrafts([5, 6, 5, 6]).propose(4)).toEqual([5, 6]);
    expect(new LookupDrafts([]).propose(4)).toEqual([]);
  });

  it('only ever proposes a continuation that stands in the sequence', () => {
    assert(
      property(array(integer({ min: 0, max: 4 }), { maxLength: 40 }), integer({ min: 1, max: 5 }), (ids, k) => {
        const proposed = new LookupDrafts(ids).propose(k);
        expect(proposed.length).toBeLessThanOrEqual(k);
        const found = ids.some((_, at) => {
          const run = ids.slice(-2).join(' ');
          return (
            ids.slice(at, at + 2).join(' ') === run &&
            ids.slice(at + 2, at + 2 + proposed.length).join() === proposed.join()
          );
        });
        expect(proposed.length === 0 || found).toBe(true);
      }),
    );
  });
});
