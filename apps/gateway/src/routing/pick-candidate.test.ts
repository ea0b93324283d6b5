import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickCandidate } from './pick-candidate.ts';
import type { Candidate } from './pick-candidate.ts';
import { slowStartWeight } from './slow-start.ts';
import { seededRandom } from './testing/seeded-random.ts';

const idle: Candidate = { load: { requests: 0, bounded: 0, backlogTokens: 0 }, weight: 1, suspect: false };

function busy(requests: number, backlogTokens: number | null = null, over: Partial<Candidate> = {}): Candidate {
  const bounded = backlogTokens === null ? 0 : requests;
  return { ...idle, load: { requests, bounded, backlogTokens: backlogTokens ?? 0 }, ...over };
}

/** How often each is picked. */
function shares(candidates: readonly Candidate[], picks: number, seed = 42): number[] {
  const random = seededRandom(seed);
  const counts = new Map(candidates.map((candidate) => [candidate, 0]));
  for (let n = 0; n < picks; n += 1) {
    const picked = pickCandidate(candidates, random)!;
    counts.set(picked, counts.get(picked)! + 1);
  }
  return [...counts.values()];
}

describe('pickCandidate', () => {
  it('gives null when there is none', () => expect(pickCandidate([], seededRandom(1))).toBeNull());

  it('takes the only one without drawing', () => {
    const random = () => {
      throw new Error('drawn');
    };
    const only = busy(9, null, { suspect: true });
    expect(pickCandidate([only], random)).toBe(only);
  });

  it('compares two distinct ones, every pair equally often', () => {
    // Loads 0 … 4: the k-th is picked when it is drawn with one of the 4 − k that are above it, of 10 pairs.
    const counts = shares(
      [0, 1, 2, 3, 4].map((load) => busy(load)),
      20_000,
    );
    for (const [k, count] of counts.entries()) {
      const p = (4 - k) / 10;
      // Binomial: five standard deviations.
      expect(Math.abs(count - 20_000 * p)).toBeLessThanOrEqual(5 * Math.sqrt(20_000 * p * (1 - p)));
    }
    expect(counts[4]).toBe(0);
  });

  it('draws two distinct ones whatever the numbers are', () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(8), unit, unit, (count, at, x, y) => {
        const draws = [x, y];
        const worst = at % count;
        const candidates = Array.from({ length: count }, (_, n) => (n === worst ? busy(1) : { ...idle }));
        // Only if it were drawn twice could the one with something to do win.
        return pickCandidate(candidates, () => draws.shift()!) !== candidates[worst];
      }),
    );
  });

  it('spreads evenly over idle ones', () => {
    // Binomial(8000, 1/4): sd 38.7; five of them.
    for (const count of shares([{ ...idle }, { ...idle }, { ...idle }, { ...idle }], 8000)) {
      expect(Math.abs(count - 2000)).toBeLessThan(194);
    }
  });

  it('sends nothing to one that just failed, however little it has to do, while its rival did not', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1_000_000), fc.integer(), (requests, tokens, seed) => {
        const failing = { ...idle, suspect: true };
        const well = busy(requests, tokens, { weight: 0.1 });
        return pickCandidate([failing, well], seededRandom(seed)) === well;
      }),
    );
  });

  it.each([
    ['fewer tokens to come', busy(2, 100), busy(2, 4000)],
    ['fewer requests', busy(2, 1000), busy(6, 1000)],
    ['one short answer more, against long ones', busy(3, 60), busy(2, 8000)],
    ['no answer at all', idle, busy(1, 1)],
    ['answers of unknown length count as of the mean one', busy(2), busy(3, 300)],
  ])('prefers %s', (_name, better, worse) => {
    for (let seed = 0; seed < 20; seed += 1) expect(pickCandidate([worse, better], seededRandom(seed))).toBe(better);
  });

  it('gives one that starts slowly its part of the load', () => {
    const cold = (requests: number): Candidate => busy(requests, null, { weight: 0.1 });
    const at = (a: Candidate, b: Candidate): Candidate | null => pickCandidate([a, b], seededRandom(3));
    expect(at(cold(0), busy(8))).toMatchObject({ weight: 1 });
    expect(at(cold(0), busy(10))).toMatchObject({ weight: 0.1 });
  });
});

describe('slowStartWeight', () => {
  it('rises from a tenth to all, and stays there', () => {
    expect([0, 500, 1000, 9e9].map((sinceMs) => slowStartWeight(sinceMs, 1000))).toEqual([0.1, 0.55, 1, 1]);
    expect(slowStartWeight(Infinity, 1000)).toBe(1);
  });
});
