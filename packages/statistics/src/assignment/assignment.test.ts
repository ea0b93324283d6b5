import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketRanges } from './bucket-ranges.ts';
import { chooseVariation } from './choose-variation.ts';
import { fnv1a32 } from './fnv1a32.ts';
import { hashUnit } from './hash-unit.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const weightsOf = (count: number) =>
  fc.array(fc.integer({ min: 1, max: 100 }), { minLength: count, maxLength: count }).map((raw) => {
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return raw.map((weight) => weight / sum);
  });

describe('fnv1a32', () => {
  it('gives the published test values of FNV-1a', () => {
    // http://www.isthe.com/chongo/tech/comp/fnv/: empty string, "a", "foobar".
    expect([fnv1a32(''), fnv1a32('a'), fnv1a32('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});

describe('assignment', () => {
  it('only adds units when the coverage rises and moves none', () => {
    fc.assert(
      fc.property(fc.string(), share, share, weightsOf(3), (unit, one, other, weights) => {
        const n = hashUnit('seed', unit);
        const before = chooseVariation(n, bucketRanges(3, Math.min(one, other), weights));
        const after = chooseVariation(n, bucketRanges(3, Math.max(one, other), weights));
        expect(before === -1 || before === after).toBe(true);
      }),
    );
  });

  it('leaves no unit out at full coverage', () => {
    fc.assert(
      fc.property(fc.string(), weightsOf(7), (unit, weights) => {
        expect(chooseVariation(hashUnit('seed', unit), bucketRanges(7, 1, weights))).not.toBe(-1);
      }),
    );
  });

  it('follows the weights over many units, and another seed deals anew', () => {
    const ranges = bucketRanges(2, 1, [0.2, 0.8]);
    const deal = (seed: string) =>
      Array.from({ length: 20_000 }, (_, unit) => chooseVariation(hashUnit(seed, `session-${unit}`), ranges));
    const first = deal('one');
    const second = deal('two');
    const count = first.filter((variation) => variation === 0).length;
    const both = first.filter((variation, unit) => variation === 0 && second[unit] === 0).length;
    // Standard deviations of the counts: sqrt(20 000 · 0.2 · 0.8) = 57 and sqrt(20 000 · 0.04 · 0.96) = 28; four of each.
    expect(Math.abs(count - 4000)).toBeLessThan(228);
    expect(Math.abs(both - 800)).toBeLessThan(112);
  });

  it('takes negative weights for no weights', () => {
    expect(bucketRanges(2, 1, [-0.5, 1.5])).toEqual(bucketRanges(2, 1));
  });
});
