import { describe, expect, it } from 'vitest';
import { PrefixCache } from './prefix-cache.ts';

const ids = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('PrefixCache', () => {
  it('finds whole blocks of what was there before, never the last token', () => {
    const cache = new PrefixCache(4);
    expect(cache.take(ids(0, 10))).toBe(0);
    expect(cache.take([...ids(0, 6), 99, 98, 97])).toBe(4);
    expect(cache.take(ids(0, 10))).toBe(8);
    expect(cache.take(ids(0, 8))).toBe(4);
    expect(cache.take(ids(5, 15))).toBe(0);
  });

  it('token by token with blocks of one', () => {
    const cache = new PrefixCache(1);
    cache.take([1, 2, 3]);
    expect([cache.take([1, 2, 9]), cache.take([1, 2, 3])]).toEqual([2, 2]);
    cache.clear();
    expect(cache.take([1, 2, 3])).toBe(0);
  });
});
