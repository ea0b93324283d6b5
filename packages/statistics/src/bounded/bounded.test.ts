import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedInterval } from './bounded-interval.ts';
import { addBounded, emptyBoundedStream, mergeBounded } from './bounded-stream.ts';

const streamOf = (xs: readonly number[]) => xs.reduce((stream, x) => addBounded(stream, x), emptyBoundedStream());

describe('boundedInterval', () => {
  it('follows the plug-in bets step by step', () => {
    // By hand: λ₁ = min(½, sqrt(2 ln 40 / (¼ · 1 · ln 2))) = ½; v₁ = ¼; ψ(½) = ln 2 − ½.
    const stream = streamOf([1]);
    expect(stream.bets).toBe(0.5);
    expect(stream.betSum).toBe(0.5);
    expect(stream.cost).toBeCloseTo(0.25 * (Math.LN2 - 0.5), 12);
    // μ̂₁ = ¾, σ̂²₁ = (¼ + 1/16)/2: λ₂ is cut to ½ too, and v₂ = (0 − ¾)².
    expect(streamOf([1, 0]).cost).toBeCloseTo((0.25 + 0.5625) * (Math.LN2 - 0.5), 12);
  });

  it('lets λ fall with the variance and the count', () => {
    const alternating = Array.from({ length: 10_000 }, (_, index) => index % 2);
    const stream = streamOf(alternating);
    const last = stream.bets - streamOf(alternating.slice(0, -1)).bets;
    expect(last).toBeCloseTo(Math.sqrt((2 * Math.log(40)) / (0.25 * 10_000 * Math.log(10_001))), 4);
    const { lower, estimate, upper } = boundedInterval(stream)!;
    expect(estimate).toBe(0.5);
    expect(upper - lower).toBeLessThan(0.06);
    expect(lower).toBeLessThan(0.5);
    expect(upper).toBeGreaterThan(0.5);
  });

  it('is turned round when the values are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }), (xs) => {
        const there = boundedInterval(streamOf(xs))!;
        const back = boundedInterval(streamOf(xs.map((x) => 1 - x)))!;
        expect(there.lower).toBeCloseTo(1 - back.upper, 9);
        expect(there.upper).toBeCloseTo(1 - back.lower, 9);
      }),
    );
  });

  it('of merged shards is still an interval around the common mean, and a narrower one', () => {
    const shard = streamOf(Array.from({ length: 2000 }, (_, index) => (index % 10 === 0 ? 1 : 0)));
    const merged = boundedInterval(mergeBounded(JSON.parse(JSON.stringify(shard)), shard))!;
    const one = boundedInterval(shard)!;
    expect(merged.estimate).toBe(0.1);
    expect(merged.lower).toBeLessThan(0.1);
    expect(merged.upper).toBeGreaterThan(0.1);
    expect(merged.upper - merged.lower).toBeLessThan(one.upper - one.lower);
  });

  it('knows nothing of nothing and refuses what is not bounded', () => {
    expect(boundedInterval(emptyBoundedStream())).toBeNull();
    expect(() => addBounded(emptyBoundedStream(), 1.5)).toThrow('takes values from 0 to 1, not 1.5');
    expect(() => addBounded(emptyBoundedStream(), Number.NaN)).toThrow('not NaN');
  });
});
