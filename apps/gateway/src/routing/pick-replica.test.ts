import * as fc from 'fast-check';
import type { Replica } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import type { Random, ReplicaHealth, ReplicaLoad } from '../ports.ts';
import { pickReplica } from './pick-replica.ts';

const replicas: readonly Replica[] = [0, 1, 2, 3].map((n) => ({ name: `r${n}`, url: new URL(`http://r${n}`) }));
const [r0, r1, r2, r3] = replicas as [Replica, Replica, Replica, Replica];

function healthOf(ready: readonly Replica[]): ReplicaHealth {
  return {
    status: (replica) => ({ ready: ready.includes(replica), reason: null, capabilities: { includeUsage: false } }),
  };
}

function loadOf(inFlight: readonly number[]): ReplicaLoad {
  return { inFlight: (replica) => inFlight[replicas.indexOf(replica)] ?? 0, enter: () => () => {} };
}

/** Mulberry32: small, seeded, good enough for shares. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('pickReplica', () => {
  it('gives null when none is ready', () => {
    const options = { health: healthOf([]), load: loadOf([]), random: seeded(1) };
    expect(pickReplica(replicas, options)).toBeNull();
    expect(pickReplica([], options)).toBeNull();
  });

  it('gives null when every ready one is excluded', () => {
    const options = { health: healthOf([r1]), load: loadOf([]), random: seeded(1), excluded: new Set([r1]) };
    expect(pickReplica(replicas, options)).toBeNull();
  });

  it('takes the only candidate without drawing', () => {
    const random = () => {
      throw new Error('drawn');
    };
    const options = { health: healthOf([r0, r2]), load: loadOf([9, 0, 9, 0]), random, excluded: new Set([r0]) };
    expect(pickReplica(replicas, options)).toBe(r2);
  });

  it('takes the less loaded of the two drawn, and of two always the less loaded', () => {
    for (let seed = 0; seed < 50; seed++) {
      const options = { health: healthOf([r0, r3]), load: loadOf([3, 0, 0, 2]), random: seeded(seed) };
      expect(pickReplica(replicas, options)).toBe(r3);
    }
  });

  it('never takes the most loaded of several, since it is compared with another one', () => {
    const options = { health: healthOf(replicas), load: loadOf([1, 5, 1, 1]), random: seeded(7) };
    for (let i = 0; i < 500; i++) expect(pickReplica(replicas, options)).not.toBe(r1);
  });

  it('never leaves the ready and the not excluded, whatever is drawn', () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const subset = fc.subarray([...replicas]);
    const loads = fc.array(fc.nat(5), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(subset, subset, loads, unit, unit, (ready, excluded, inFlight, x, y) => {
        const draws = [x, y];
        const random = () => draws.shift()!;
        const options = { health: healthOf(ready), load: loadOf(inFlight), random, excluded: new Set(excluded) };
        const candidates = ready.filter((replica) => !excluded.includes(replica));
        const picked = pickReplica(replicas, options);
        expect(picked === null ? candidates.length === 0 : candidates.includes(picked)).toBe(true);
      }),
    );
  });

  it('spreads evenly over idle replicas', () => {
    const options = { health: healthOf(replicas), load: loadOf([]), random: seeded(42) };
    const counts = new Map(replicas.map((replica) => [replica, 0]));
    for (let i = 0; i < 8000; i++) {
      const picked = pickReplica(replicas, options)!;
      counts.set(picked, counts.get(picked)! + 1);
    }
    // Binomial(8000, 1/4): sd 38.7; five of them.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(194);
  });
});
