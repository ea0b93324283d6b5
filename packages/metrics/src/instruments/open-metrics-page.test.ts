import { describe, expect, it } from 'vitest';
import { Instruments } from './instruments.ts';
import { openMetricsPage } from './open-metrics-page.ts';

const family = { name: 'tokens', help: 'Tokens.', type: 'gauge', values: [] };

describe('openMetricsPage', () => {
  it('declares counters without the ending of their samples', () => {
    const values = [{ labels: { model: 'm' }, value: 3 }];
    expect(openMetricsPage([{ ...family, name: 'tokens_total', type: 'counter', values }])).toBe(
      '# HELP tokens Tokens.\n# TYPE tokens counter\ntokens_total{model="m"} 3\n# EOF\n',
    );
  });

  it('gives a bucket its last exemplar', () => {
    const latest = { traceId: 'f00d', value: 0.2, atMs: 1_800_000_000_720 };
    const values = [
      { metricName: 'wait_bucket', labels: { le: 0.5 }, value: 1, latest },
      { metricName: 'wait_bucket', labels: { le: '+Inf' }, value: 1 },
    ];
    expect(openMetricsPage([{ ...family, name: 'wait', type: 'histogram', values }])).toContain(
      'wait_bucket{le="0.5"} 1 # {trace_id="f00d"} 0.2 1800000000.720\nwait_bucket{le="+Inf"} 1\n',
    );
  });

  it('escapes what would end a line or a text', () => {
    const values = [{ labels: { model: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }];
    expect(openMetricsPage([{ ...family, help: 'Says "no".', values }])).toBe(
      '# HELP tokens Says \\"no\\".\n# TYPE tokens gauge\ntokens{model="a\\"b\\\\c\\nd"} +Inf\n# EOF\n',
    );
  });

  it('has all that the other page has, whichever was asked for first', async () => {
    const instruments = new Instruments();
    instruments.counter('slipstream_retries_total');
    const samples = (page: string): readonly string[] =>
      page
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.replace(/ [^ ]+$/, ''));
    const first = samples(await instruments.render('openmetrics'));
    expect(samples(await instruments.render())).toEqual(first);
    expect(samples(await instruments.render('openmetrics'))).toEqual(first);
    expect(first.length).toBeGreaterThan(20);
  });
});

describe('exemplars of a histogram', () => {
  it('stand at the bucket of their value, the last one only', async () => {
    const instruments = new Instruments();
    const wait = instruments.histogram('slipstream_time_to_first_token_seconds');
    const labels = { model: 'm', variant: 'v' };
    wait.observe(labels, 0.2);
    wait.observe(labels, 0.201, { traceId: 'old', atMs: 1000 });
    wait.observe(labels, 0.202, { traceId: 'new', atMs: 2000 });
    const lines = (await instruments.render('openmetrics')).split('\n').filter((line) => line.includes(' # {'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/,le="0\.\d+"\} 3 # \{trace_id="new"\} 0\.202 2\.000$/);
    expect(await instruments.render()).not.toContain('trace_id');
  });
});
