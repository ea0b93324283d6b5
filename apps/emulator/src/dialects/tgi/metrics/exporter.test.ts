import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exporter } from './exporter.ts';
import { rustNumber } from './rust-number.ts';

function exporter(nowMs = { value: 0 }): Exporter {
  return new Exporter({
    bucketsOf: (name) => (name === 'sizes' ? [1, 2, 4] : null),
    help: new Map([['hits', 'Number of hits']]),
    random: () => 0.5,
    now: () => nowMs.value,
  });
}

describe('Exporter', () => {
  it('renders nothing before the first use, and again after clear', () => {
    const page = exporter();
    expect(page.render()).toBe('');
    page.count('hits');
    page.clear();
    expect(page.render()).toBe('');
  });

  it('renders counters, gauges and distributions in blocks, with HELP only where it is described', () => {
    const page = exporter();
    page.gauge('level', 2);
    page.count('hits', { kind: 'a' });
    page.count('hits', { kind: 'a' });
    expect(page.render()).toBe(
      '# HELP hits Number of hits\n# TYPE hits counter\nhits{kind="a"} 2\n\n# TYPE level gauge\nlevel 2\n\n',
    );
  });

  it('counts a value into every bucket at or above it', () => {
    const page = exporter();
    for (const value of [0, 2, 3, 9]) page.observe('sizes', value, { method: 'x' });
    expect(page.render()).toBe(
      '# TYPE sizes histogram\n' +
        'sizes_bucket{method="x",le="1"} 1\nsizes_bucket{method="x",le="2"} 2\nsizes_bucket{method="x",le="4"} 3\n' +
        'sizes_bucket{method="x",le="+Inf"} 4\nsizes_sum{method="x"} 14\nsizes_count{method="x"} 4\n\n',
    );
  });

  it('renders a histogram without buckets as a summary: within 0.01 %, extremes exact', () => {
    const page = exporter();
    for (let value = 1; value <= 100; value += 1) page.observe('waits', value);
    const quantile = (q: string): number => Number(new RegExp(`quantile="${q}"} (.*)`).exec(page.render())![1]);
    expect([quantile('0'), quantile('1')]).toEqual([1, 100]);
    expect(Math.abs(quantile('0.5') / 50 - 1)).toBeLessThan(0.0001);
    expect(Math.abs(quantile('0.99') / 99 - 1)).toBeLessThan(0.0001);
    expect(page.render()).toContain('waits_sum 5050\nwaits_count 100\n');
  });

  it('forgets observations by slices of 20 s, and keeps sum and count', () => {
    const now = { value: 0 };
    const page = exporter(now);
    page.observe('waits', 7);
    now.value = 59_999;
    page.observe('waits', 3);
    expect(page.render()).toContain('waits{quantile="1"} 7\n');
    now.value = 60_000;
    expect(page.render()).toContain('waits{quantile="1"} 3\n');
    now.value = 200_000;
    expect(page.render()).toContain('waits{quantile="0.5"} 0\n');
    expect(page.render()).toContain('waits_sum 10\nwaits_count 2\n');
  });
});

describe('rustNumber', () => {
  it.each([
    [1, '1'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1.5e-7, '0.00000015'],
    [-2.25e21, '-2250000000000000000000'],
    [Infinity, 'inf'],
    [Number.NaN, 'NaN'],
  ])('writes %d as %s', (value, text) => {
    expect(rustNumber(value)).toBe(text);
  });

  it('never writes an exponent, and reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = rustNumber(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});
