import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockHalfWidth, blockMean } from './block-mean.ts';
import { groupBlocks } from './group-blocks.ts';
import { serialInflation } from './serial-inflation.ts';

interface TestBlock {
  readonly epoch: number;
  readonly index: number;
  readonly control: number;
  readonly candidate: number;
}
const block = (epoch: number, index: number, control: number, candidate: number): TestBlock => {
  return { epoch, index, control, candidate };
};
const indexes = (groups: readonly (readonly TestBlock[])[]) => groups.map((group) => group.map(({ index }) => index));

describe('groupBlocks', () => {
  it('leaves blocks alone that have enough, and puts neighbours together that have not', () => {
    const blocks = [
      block(0, 0, 50, 12),
      block(0, 1, 50, 4),
      block(0, 2, 50, 5),
      block(0, 3, 50, 1),
      block(0, 4, 50, 9),
    ];
    expect(indexes(groupBlocks(blocks, (b) => b, 10))).toEqual([[0], [1, 2, 3]]);
  });

  it('crosses no change of weights, and leaves out what is not full', () => {
    const blocks = [block(0, 0, 50, 9), block(1, 1, 50, 9), block(1, 2, 50, 9), block(1, 3, 50, 9)];
    expect(indexes(groupBlocks(blocks, (b) => b, 10))).toEqual([[1, 2]]);
  });

  it('sorts, and more blocks change no earlier group', () => {
    const counts = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.nat(30), (pairs, until) => {
        const blocks = pairs.map(([control, candidate], index) => block(0, index, control, candidate));
        const all = indexes(groupBlocks(blocks.toReversed(), (b) => b, 10));
        const some = indexes(groupBlocks(blocks.slice(0, until), (b) => b, 10));
        expect(all.slice(0, some.length)).toEqual(some);
      }),
    );
  });
});

describe('serialInflation', () => {
  it('is the autoregression’s for a long series', () => {
    let level = 0;
    const alternating = Array.from({ length: 40_000 }, (_, index) => {
      // A deterministic stand-in for noise: white, bounded and without a mean.
      level = 0.5 * level + (((index * 7919) % 1009) / 504 - 1);
      return level;
    });
    expect(serialInflation(alternating, 0)).toBeGreaterThan(2.5);
    expect(serialInflation(alternating, 0)).toBeLessThan(3.5);
  });

  it('never narrows: not for values that alternate, nor for very few', () => {
    expect(serialInflation([1, -1, 1, -1, 1, -1, 1, -1], 0)).toBe(1);
    expect(serialInflation([1, 2], 0)).toBe(1);
    expect(serialInflation([3, 3, 3, 3], 0)).toBe(1);
  });

  it('is cautious of few values, and bounded where they are one excursion', () => {
    const few = [0.3, -1.2, 0.7, 0.1, -0.4, 0.9, -0.8, 0.2];
    expect(serialInflation(few, 0)).toBeGreaterThanOrEqual(1);
    expect(
      serialInflation(
        Array.from({ length: 30 }, (_, index) => index),
        0,
      ),
    ).toBeCloseTo(1.95 / 0.05, 9);
  });
});

describe('serialInflation by the noise of requests', () => {
  const values = [1, 2, 4, 3, 5, 6, 5, 6, 7, 6];

  it('is less where requests explain a part of the scatter, and 1 where they explain all of it', () => {
    const [unknown, half, all] = [0, 2, 10].map((noise) => serialInflation(values, noise));
    expect(half).toBeLessThan(unknown!);
    expect(half).toBeGreaterThan(1);
    expect(all).toBe(1);
  });
});

describe('blockMean', () => {
  it('is the mean with the error of correlated blocks', () => {
    const values = [1, 2, 4, 3, 5, 6];
    const { blocks, mean, squaredError, inflation } = blockMean(values, 0)!;
    expect([blocks, mean]).toEqual([6, 3.5]);
    expect(squaredError).toBeCloseTo((inflation * 3.5) / 6, 12);
    expect(inflation).toBeGreaterThan(1);
  });

  it('is unknown below two blocks, and without width where all blocks are the same', () => {
    expect(blockMean([1], 0)).toBeNull();
    expect(blockMean([2, 2, 2], 0)?.squaredError).toBe(0);
    expect(blockHalfWidth(3, 0, { alpha: 0.05, nStar: 20 })).toBe(0);
  });
});
