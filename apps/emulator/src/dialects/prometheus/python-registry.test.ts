import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import { describe, expect, it } from 'vitest';
import { PythonRegistry } from './python-registry.ts';

const single = { createdGauges: true, gaugeLabels: {}, unixSeconds: () => 1_724_155_200 };
const many = { createdGauges: false, gaugeLabels: { pid: '77' }, unixSeconds: () => 1_724_155_200 };

describe('PythonRegistry', () => {
  it('writes counters with _total, and the time they were made in a gauge beside them', () => {
    const registry = new PythonRegistry(single);
    registry.counter('vllm:drafts', 'Drafts.').inc({ model_name: 'm', engine: '0' }, 5);
    expect(registry.render()).toBe(
      [
        '# HELP vllm:drafts_total Drafts.',
        '# TYPE vllm:drafts_total counter',
        'vllm:drafts_total{engine="0",model_name="m"} 5.0',
        '# HELP vllm:drafts_created Drafts.',
        '# TYPE vllm:drafts_created gauge',
        'vllm:drafts_created{engine="0",model_name="m"} 1.7241552e+09',
        '',
      ].join('\n'),
    );
  });

  it('of several processes: no _created, and gauges carry the process', () => {
    const registry = new PythonRegistry(many);
    registry.counter('a', 'A.').inc({});
    registry.gauge('b', 'B.').set({ x: 'y"\n\\' }, 0.5);
    expect(registry.render()).toContain('\na_total 1.0\n');
    expect(registry.render()).toContain('\nb{pid="77",x="y\\"\\n\\\\"} 0.5\n');
    expect(registry.render()).not.toContain('_created');
  });

  it('writes cumulative buckets, then count and sum, and parses', () => {
    const registry = new PythonRegistry(single);
    const histogram = registry.histogram('h', 'H.', [0.1, 1, 2.5]);
    histogram.observe({ m: '1' }, 0.5, 3);
    histogram.observe({ m: '1' }, 9);
    const text = registry.render();
    expect(text.split('\n').filter((line) => line.startsWith('h_'))).toEqual([
      'h_bucket{le="0.1",m="1"} 0.0',
      'h_bucket{le="1.0",m="1"} 3.0',
      'h_bucket{le="2.5",m="1"} 3.0',
      'h_bucket{le="+Inf",m="1"} 4.0',
      'h_count{m="1"} 4.0',
      'h_sum{m="1"} 10.5',
      'h_created{m="1"} 1.7241552e+09',
    ]);
    const parsed = parsePrometheusText(text);
    expect(parsed.ok && sampleValue(parsed.page, 'h', 'h_count', { m: '1' })).toBe(4);
  });

  it('shows a family without series as its description alone, and so after a restart', () => {
    const registry = new PythonRegistry(single);
    const counter = registry.counter('c', 'C.');
    counter.inc({}, 3);
    registry.clear();
    expect(registry.render()).toBe('# HELP c_total C.\n# TYPE c_total counter\n');
    counter.inc({}, 0);
    expect(registry.render()).toContain('c_total 0.0');
  });
});
