import { describe, expect, it } from 'vitest';
import type { BenchRow } from '../analyse/bench-row.ts';
import { svgChart } from './svg-chart.ts';

const row = (variant: string, acceleration: number | null, speedup: BenchRow['speedup']): BenchRow =>
  ({ variant, vus: 1, acceleration, speedup }) as BenchRow;

describe('svgChart', () => {
  it('draws a pair of bars for each compared row, in proportion', () => {
    const chart = svgChart([row('baseline', 1, null), row('mlp', 1.75, { lower: 1.1, estimate: 1.25, upper: 1.4 })]);
    const widths = [...(chart ?? '').matchAll(/<rect class="(?:passes|seconds)" x="128\.0" y="\d+" width="([\d.]+)"/g)];
    const [passes, seconds] = widths.map((match) => Number(match[1]));
    expect(widths).toHaveLength(2);
    expect(passes! / seconds!).toBeCloseTo(1.75 / 1.25, 2);
    expect(chart).not.toContain('baseline');
  });

  it('is nothing when nothing was compared', () => {
    expect(svgChart([row('baseline', 1, null)])).toBeNull();
  });

  it('escapes names', () => {
    expect(svgChart([row('<b>&"', 2, { lower: 1, estimate: 1, upper: 1 })])).toContain('&lt;b&gt;&amp;&quot;');
  });
});
