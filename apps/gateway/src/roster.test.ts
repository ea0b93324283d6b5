import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Roster } from './roster.ts';
import type { Place } from './roster.ts';

describe('Roster', () => {
  it('holds exactly those who came and have not left, in whatever order they go', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 100 }), (moves) => {
        const roster = new Roster<number>();
        const here = new Map<number, Place>();
        const gone: Place[] = [];
        const left: boolean[] = [];
        for (const [name, move] of moves.entries()) {
          const leaver = [...here.keys()][(move ?? 0) % Math.max(1, here.size)];
          if (move === null || leaver === undefined) {
            here.set(name, roster.enter(name));
          } else {
            const place = here.get(leaver)!;
            here.delete(leaver);
            left.push(place.leave());
            gone.push(place);
          }
          expect(gone.map((place) => place.leave())).toEqual(gone.map(() => false));
          expect(roster.size).toBe(here.size);
          expect(roster.members().toSorted((a, b) => a - b)).toEqual([...here.keys()].toSorted((a, b) => a - b));
          expect(roster.count((one) => one % 2 === 0)).toBe([...here.keys()].filter((one) => one % 2 === 0).length);
        }
        expect(left).toEqual(gone.map(() => true));
      }),
    );
  });
});
