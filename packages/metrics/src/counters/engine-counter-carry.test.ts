import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCounters } from '../engines/engine-counters.ts';
import type { EngineCounters } from '../engines/engine-counters.ts';
import { EngineCounterCarry } from './engine-counter-carry.ts';

const page = (over: Partial<EngineCounters>): EngineCounters => ({ ...noCounters, ...over });

function last(...pages: readonly EngineCounters[]) {
  const carry = new EngineCounterCarry();
  return pages.map((each) => carry.update(each)).at(-1)!;
}

describe('EngineCounterCarry', () => {
  it('gives what each counter rose by, and null for what is not counted', () => {
    const { counters, reset } = last(
      page({ tokens: 100, steps: 60, acceptedByPosition: [20, 5] }),
      page({ tokens: 130, steps: 75, acceptedByPosition: [29, 9], resolution: 10 }),
    );
    expect(counters).toEqual(page({ tokens: 30, steps: 15, acceptedByPosition: [9, 4], resolution: 10 }));
    expect(reset).toBe(false);
  });

  it('tells a restart by one position that fell', () => {
    const again = last(page({ tokens: 10, acceptedByPosition: [20] }), page({ tokens: 12, acceptedByPosition: [1] }));
    expect(again).toMatchObject({ reset: true, counters: { tokens: 12, acceptedByPosition: [1] } });
  });

  it('leaves a page aside that lacks what there was, and goes on where it was', () => {
    const carry = new EngineCounterCarry();
    carry.update(page({ tokens: 1000, steps: 600 }));
    expect(carry.update(page({ tokens: 5 }))).toEqual({
      counters: page({ tokens: 0, steps: 0 }),
      reset: false,
      leftAside: true,
    });
    expect(carry.update(page({ tokens: 1010, steps: 605 }))).toMatchObject({ counters: { tokens: 10, steps: 5 } });
  });

  it('counts a restart from zero once the counters are back, although a page without them lay between', () => {
    const again = last(page({ tokens: 1000, drafts: 9 }), page({ tokens: 0 }), page({ tokens: 12, drafts: 3 }));
    expect(again).toMatchObject({ reset: true, counters: { tokens: 12, drafts: 3 } });
  });

  it('adds up to the difference of the first and the last page, whatever lies between', () => {
    const rises = fc.array(fc.record({ tokens: fc.nat(1000), kept: fc.nat(500) }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rises, fc.nat(1e6), (increases, start) => {
        const carry = new EngineCounterCarry();
        let [tokens, kept, sum] = [start, start, 0];
        carry.update(page({ tokens, acceptedByPosition: [kept] }));
        for (const rise of increases) {
          [tokens, kept] = [tokens + rise.tokens, kept + rise.kept];
          sum += carry.update(page({ tokens, acceptedByPosition: [kept] })).counters.tokens ?? 0;
        }
        expect(sum).toBe(tokens - start);
      }),
    );
  });
});
