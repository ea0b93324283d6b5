import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplicaLoad } from './replica-load.ts';

const [a, b] = ['a', 'b'].map((name) => ({ name, url: new URL(`http://${name}`) })) as [never, never];

describe('createReplicaLoad', () => {
  it('counts each replica for itself', () => {
    const load = createReplicaLoad();
    load.enter(a);
    load.enter(a);
    load.enter(b)();
    expect([load.inFlight(a), load.inFlight(b)]).toEqual([2, 0]);
  });

  it('is the number of requests that have entered and not left, however often they leave', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20))), (events) => {
        const load = createReplicaLoad();
        const leaves: (() => void)[] = [];
        const inside = new Set<number>();
        for (const [isEntering, which] of events) {
          if (isEntering) inside.add(leaves.push(load.enter(a)) - 1);
          else if (leaves.length > 0) {
            leaves[which % leaves.length]!();
            inside.delete(which % leaves.length);
          }
          expect(load.inFlight(a)).toBe(inside.size);
        }
      }),
    );
  });
});
