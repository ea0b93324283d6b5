import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positions, quantities } from './conclusion-sample.ts';
import type { ConclusionSample } from './conclusion-sample.ts';
import { addSample, emptyConclusionSums, mergeConclusionSums } from './conclusion-sums.ts';
import type { ConclusionSums } from './conclusion-sums.ts';
import { UnitMemory } from './unit-memory.ts';

type Happened = readonly [unit: number, sample: ConclusionSample];

/** Whole numbers, so that sums are exact in any order. */
const count = fc.nat(1000);
const sample: fc.Arbitrary<ConclusionSample> = fc.record({
  values: fc.array(count, { minLength: quantities, maxLength: quantities }),
  byPosition: fc.option(fc.array(count, { minLength: 1 + positions, maxLength: 1 + positions })),
  method: fc.constant('exact'),
  tokens: count,
  wastedGpuSeconds: count,
});
const requests = (least: number) =>
  fc.array(fc.tuple(fc.integer({ min: least, max: least + 4 }), sample), { maxLength: 12 });

function sumsOf(happened: readonly Happened[]): ConclusionSums {
  const memory = new UnitMemory();
  const sums = emptyConclusionSums();
  for (const [unit, one] of happened) {
    addSample(sums, one, memory.unit(unit).add(0, one));
  }
  return sums;
}

describe('conclusion sums', () => {
  it('of two halves, with other units in each, are those of the whole, also through JSON', () => {
    fc.assert(
      fc.property(requests(0), requests(100), (left, right) => {
        const [one, other] = [left, right].map((half) => JSON.parse(JSON.stringify(sumsOf(half))) as ConclusionSums);
        const whole = sumsOf([...left, ...right]);
        expect(mergeConclusionSums(one!, other!)).toEqual(whole);
        expect(mergeConclusionSums(other!, one!)).toEqual(whole);
      }),
    );
  });

  it('do not depend on the order in which units come', () => {
    fc.assert(
      fc.property(requests(0), (happened) => {
        expect(sumsOf(happened.toReversed())).toEqual(sumsOf(happened));
      }),
    );
  });

  it('have the empty ones as neutral element', () => {
    fc.assert(
      fc.property(requests(0), (happened) => {
        const sums = sumsOf(happened);
        expect(mergeConclusionSums(sums, emptyConclusionSums())).toEqual(sums);
      }),
    );
  });
});
