import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencySketch } from './latency-sketch.ts';

describe('LatencySketch', () => {
  it('knows any quantile of what came at once within five per cent', () => {
    const values = fc.array(fc.double({ min: 1, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.nat(299), (durations, at) => {
        const sketch = new LatencySketch(60_000);
        for (const duration of durations) sketch.add(duration, 0);
        // In the middle between two ranks, so that rounding cannot choose another one.
        const rank = at % durations.length;
        const exact = durations.toSorted((a, b) => a - b)[rank]!;
        const ratio = sketch.quantile((rank + 0.5) / durations.length)! / exact;
        expect(ratio).toBeGreaterThan(1 / 1.05);
        expect(ratio).toBeLessThan(1.05);
      }),
    );
  });

  it('knows nothing at first', () => {
    expect(new LatencySketch(1000).quantile(0.95)).toBeNull();
    expect(new LatencySketch(1000).count(5)).toBe(0);
  });

  it('follows what is new: after a few decay times the old weighs nothing', () => {
    const sketch = new LatencySketch(1000);
    for (let n = 0; n < 1000; n += 1) sketch.add(10, 0);
    for (let n = 0; n < 1000; n += 1) sketch.add(1000, 5000);
    expect(sketch.quantile(0.5)).toBeCloseTo(1000, -2);
    expect(sketch.count(5000)).toBeCloseTo(1000 + 1000 * Math.exp(-5), 6);
  });

  it('stays finite and right for years', () => {
    const sketch = new LatencySketch(1000);
    for (let n = 0; n < 2000; n += 1) sketch.add(n % 2 === 0 ? 10 : 20, n * 3_600_000);
    sketch.add(50, 2000 * 3_600_000);
    expect(sketch.quantile(0.5)).toBeCloseTo(50, -1);
    expect(sketch.count(2000 * 3_600_000)).toBeCloseTo(1, 6);
  });

  it.each([
    [0, 1],
    [1e12, 1.1 ** 150],
  ])('keeps %d ms within its bounds', (value, bound) => {
    const sketch = new LatencySketch(1000);
    sketch.add(value, 0);
    expect(Math.abs(Math.log(sketch.quantile(0.5)! / bound))).toBeLessThan(Math.log(1.1));
  });
});
