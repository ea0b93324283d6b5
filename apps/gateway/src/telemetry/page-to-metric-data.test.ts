import { DataPointType } from '@opentelemetry/sdk-metrics';
import { parsePrometheusText } from '@slipstream/wire';
import { describe, expect, it } from 'vitest';
import { pageToMetricData } from './page-to-metric-data.ts';

function convert(...lines: string[]) {
  const parsed = parsePrometheusText(`${lines.join('\n')}\n`);
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return pageToMetricData(parsed.page, { startTime: [1, 0], endTime: [2, 0] });
}

describe('pageToMetricData', () => {
  it('splits cumulative buckets by series, whatever their order on the page', () => {
    const [metric] = convert(
      '# TYPE x histogram',
      'x_bucket{v="a",le="+Inf"} 5',
      'x_bucket{v="a",le="1"} 2',
      'x_bucket{v="b",le="1"} 1',
      'x_bucket{v="a",le="2"} 4',
      'x_bucket{v="b",le="2"} 1',
      'x_bucket{v="b",le="+Inf"} 1',
      'x_sum{v="a"} 9.5',
      'x_count{v="a"} 5',
      'x_sum{v="b"} 0.5',
      'x_count{v="b"} 1',
    );
    expect(metric!.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ v: 'a' }, { buckets: { boundaries: [1, 2], counts: [2, 2, 1] }, sum: 9.5, count: 5 }],
      [{ v: 'b' }, { buckets: { boundaries: [1, 2], counts: [1, 0, 0] }, sum: 0.5, count: 1 }],
    ]);
  });

  it('leaves out a value that is no number, and summaries', () => {
    const metrics = convert(
      '# TYPE g gauge',
      'g{v="a"} NaN',
      'g{v="b"} 2',
      '# TYPE s summary',
      's{quantile="0.5"} 1',
      's_count 3',
    );
    expect(metrics.map(({ descriptor }) => descriptor.name)).toEqual(['g']);
    expect(metrics[0]!.dataPoints).toMatchObject([{ attributes: { v: 'b' }, value: 2 }]);
  });

  it('takes an untyped family for a gauge', () => {
    expect(convert('y 4')[0]).toMatchObject({ dataPointType: DataPointType.GAUGE, dataPoints: [{ value: 4 }] });
  });

  it('gives every point the times of the export', () => {
    const [point] = convert('# TYPE c counter', 'c_total 4')[0]!.dataPoints;
    expect(point).toMatchObject({ startTime: [1, 0], endTime: [2, 0] });
  });
});
