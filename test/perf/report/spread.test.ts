import { describe, expect, it } from 'vitest';
import { spreadOf } from './spread.ts';

describe('spreadOf', () => {
  it.each([
    [[3, 1, 2], { median: 2, least: 1, most: 3 }],
    [[4, 1, 3, 2], { median: 2.5, least: 1, most: 4 }],
    [[7, null, Number.NaN, undefined], { median: 7, least: 7, most: 7 }],
  ])('of %j', (rounds, spread) => {
    expect(spreadOf(rounds)).toEqual(spread);
  });

  it('is unknown where no round has a value', () => {
    expect(spreadOf([null])).toBeNull();
  });
});
