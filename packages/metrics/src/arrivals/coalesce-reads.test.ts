import { describe, expect, it } from 'vitest';
import { coalesceReads } from './coalesce-reads.ts';

describe('coalesceReads', () => {
  it('joins the pieces of one socket read at the time of the first', () => {
    const pieces = { timesMs: [0, 20, 20.02, 20.05, 40], counts: [1, 1, 1, 1, 2] };
    expect(coalesceReads(pieces)).toEqual({ timesMs: [0, 20, 40], counts: [1, 3, 2] });
  });

  it('follows pieces that trickle in, each near the one before', () => {
    const pieces = { timesMs: [20, 20.3, 20.6, 20.9], counts: [1, 1, 1, 1] };
    expect(coalesceReads(pieces)).toEqual({ timesMs: [20], counts: [4] });
  });

  it('leaves reads half a millisecond apart alone', () => {
    expect(coalesceReads({ timesMs: [0, 0.5, 1], counts: [1, 1, 1] }).counts).toEqual([1, 1, 1]);
  });
});
