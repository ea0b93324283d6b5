import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrometheusText } from './parse-prometheus-text.ts';
import type { PrometheusPage } from './prometheus-page.ts';
import { sampleValue } from './sample-value.ts';

function pageOf(text: string): PrometheusPage {
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
  return parsed.page;
}

const onlySample = (line: string) => [...pageOf(line).values()][0]?.samples[0];

/** As metrics-exporter-prometheus 0.12 writes it: no HELP, a histogram, counters without `_total`. */
const tgi20 = `# TYPE tgi_request_count counter
tgi_request_count 4

# TYPE tgi_batch_inference_count counter
tgi_batch_inference_count{method="decode"} 41
tgi_batch_inference_count{method="prefill"} 2

# TYPE tgi_queue_size gauge
tgi_queue_size 0

# TYPE tgi_request_skipped_tokens histogram
tgi_request_skipped_tokens_bucket{le="0"} 21
tgi_request_skipped_tokens_bucket{le="1"} 34
tgi_request_skipped_tokens_bucket{le="2"} 40
tgi_request_skipped_tokens_bucket{le="3"} 43
tgi_request_skipped_tokens_bucket{le="+Inf"} 43
tgi_request_skipped_tokens_sum 34
tgi_request_skipped_tokens_count 43

`;

/** As metrics-exporter-prometheus 0.15 writes it: HELP where described, a summary where no buckets are set. */
const tgi22 = `# HELP tgi_request_skipped_tokens Speculated tokens per request
# TYPE tgi_request_skipped_tokens summary
tgi_request_skipped_tokens{quantile="0"} 0
tgi_request_skipped_tokens{quantile="0.5"} 1.0000213
tgi_request_skipped_tokens{quantile="1"} 3
tgi_request_skipped_tokens_sum 783
tgi_request_skipped_tokens_count 1067

# TYPE tgi_batch_decode_duration histogram
tgi_batch_decode_duration_bucket{method="decode",le="0.00015000000000000001"} 3
tgi_batch_decode_duration_bucket{method="decode",le="+Inf"} 1067
tgi_batch_decode_duration_sum{method="decode"} 0.21374
tgi_batch_decode_duration_count{method="decode"} 1067
`;

/** As prometheus_client writes it in the older format: `_total` and `_created` are families of their own. */
const vllm = `# HELP python_info Python platform information
# TYPE python_info gauge
python_info{implementation="CPython",major="3",minor="12"} 1.0
# HELP vllm:spec_decode_num_drafts_total Number of spec decoding drafts.
# TYPE vllm:spec_decode_num_drafts_total counter
vllm:spec_decode_num_drafts_total{engine="0",model_name="meta-llama/Meta-Llama-3-8B-Instruct"} 1.2e+03
vllm:spec_decode_num_drafts_total{engine="1",model_name="meta-llama/Meta-Llama-3-8B-Instruct"} 300.0
# HELP vllm:spec_decode_num_drafts_created Number of spec decoding drafts.
# TYPE vllm:spec_decode_num_drafts_created gauge
vllm:spec_decode_num_drafts_created{engine="0",model_name="meta-llama/Meta-Llama-3-8B-Instruct"} 1.7246e+09
# HELP vllm:iteration_tokens_total Histogram of number of tokens per engine_step.
# TYPE vllm:iteration_tokens_total histogram
vllm:iteration_tokens_total_sum{engine="0"} 512.0
vllm:iteration_tokens_total_bucket{engine="0",le="1.0"} 7.0
vllm:iteration_tokens_total_bucket{engine="0",le="+Inf"} 9.0
vllm:iteration_tokens_total_count{engine="0"} 9.0
`;

const openMetrics = `# TYPE vllm:spec_decode_num_drafts counter
# UNIT vllm:spec_decode_num_drafts drafts
# HELP vllm:spec_decode_num_drafts Drafts, \\"quoted\\"\\nand \\\\ more
vllm:spec_decode_num_drafts_total{engine="0"} 1200 1724600000.123 # {trace_id="a # b"} 1.0 1724600000.1
vllm:spec_decode_num_drafts_created{engine="0"} 1724600000.0
# TYPE build info
build_info{version="1"} 1
# TYPE odd unknown
odd 3
# EOF
`;

describe('parsePrometheusText: pages of engines', () => {
  it('reads TGI 2.0: a histogram with its sum, count and buckets in one family', () => {
    const page = pageOf(tgi20);
    expect([...page.keys()]).toEqual([
      'tgi_request_count',
      'tgi_batch_inference_count',
      'tgi_queue_size',
      'tgi_request_skipped_tokens',
    ]);
    const skipped = page.get('tgi_request_skipped_tokens');
    expect(skipped).toMatchObject({ type: 'histogram', help: null });
    expect(skipped?.samples).toHaveLength(7);
    expect(sampleValue(page, 'tgi_request_skipped_tokens', 'tgi_request_skipped_tokens_sum')).toBe(34);
    expect(sampleValue(page, 'tgi_batch_inference_count', undefined, { method: 'decode' })).toBe(41);
    expect(sampleValue(page, 'tgi_batch_inference_count')).toBe(43);
  });

  it('reads TGI 2.2: the same metric as a summary', () => {
    const page = pageOf(tgi22);
    const skipped = page.get('tgi_request_skipped_tokens');
    expect(skipped).toMatchObject({ type: 'summary', help: 'Speculated tokens per request' });
    expect(sampleValue(page, 'tgi_request_skipped_tokens', 'tgi_request_skipped_tokens_sum')).toBe(783);
    expect(sampleValue(page, 'tgi_request_skipped_tokens', 'tgi_request_skipped_tokens_count')).toBe(1067);
    expect(sampleValue(page, 'tgi_request_skipped_tokens', undefined, { quantile: '0.5' })).toBe(1.0000213);
  });

  it('reads vLLM: counters with _total, with or without it in the question, and no _created in the sum', () => {
    const page = pageOf(vllm);
    expect(sampleValue(page, 'vllm:spec_decode_num_drafts')).toBe(1500);
    expect(sampleValue(page, 'vllm:spec_decode_num_drafts_total')).toBe(1500);
    expect(sampleValue(page, 'vllm:spec_decode_num_drafts', undefined, { engine: '1' })).toBe(300);
    expect(page.get('vllm:iteration_tokens_total')).toMatchObject({ type: 'histogram' });
    expect(sampleValue(page, 'vllm:iteration_tokens_total', 'vllm:iteration_tokens_total_sum')).toBe(512);
  });

  it('reads OpenMetrics: timestamps and exemplars read over, _total and _created inside the family', () => {
    const page = pageOf(openMetrics);
    expect(page.get('vllm:spec_decode_num_drafts')).toMatchObject({
      type: 'counter',
      help: 'Drafts, \\"quoted\\"\nand \\ more',
    });
    expect(sampleValue(page, 'vllm:spec_decode_num_drafts')).toBe(1200);
    expect(sampleValue(page, 'vllm:spec_decode_num_drafts_total')).toBe(1200);
    expect(page.get('build')?.type).toBe('gauge');
    expect(page.get('odd')?.type).toBe('untyped');
  });

  it('reads a fresh TGI, which has said nothing yet, as an empty page', () => {
    expect(pageOf('').size).toBe(0);
    expect(sampleValue(pageOf(''), 'tgi_request_skipped_tokens')).toBeNull();
  });
});

describe('parsePrometheusText: families', () => {
  it('gives a sample without a TYPE a family of its own, untyped', () => {
    const page = pageOf('x_sum 1\n# some comment\n#HELP not one either\ny 2\n');
    expect([...page.values()].map(({ name, type }) => [name, type])).toEqual([
      ['x_sum', 'untyped'],
      ['y', 'untyped'],
    ]);
  });

  it('keeps a counter that is named like a sample of another family', () => {
    const page = pageOf('# TYPE x histogram\n# TYPE x_count counter\nx_count 1\nx_sum 2\n');
    expect(page.get('x_count')?.samples).toHaveLength(1);
    expect(page.get('x')?.samples.map(({ name }) => name)).toEqual(['x_sum']);
  });

  it('does not take x_bucket for a sample of a counter x', () => {
    expect([...pageOf('# TYPE x counter\nx 1\nx_bucket 2\n').keys()]).toEqual(['x', 'x_bucket']);
  });
});

describe('parsePrometheusText: samples', () => {
  it.each([
    ['x 1', 1],
    ['x -2.5e-3', -0.0025],
    ['x .5', 0.5],
    ['x 5.', 5],
    ['x +Inf', Infinity],
    ['x -inf', -Infinity],
    ['x NaN', Number.NaN],
    ['x{} 1 1724600000000', 1],
    ['  x\t7  ', 7],
    ['x 1\r', 1],
  ])('reads %j as %d', (line, value) => {
    expect(onlySample(line)?.value).toBe(value);
  });

  it('reads labels with blanks, a comma at the end, escapes and every special character inside quotes', () => {
    const line = String.raw`x { a = "1" , b="\"q\" \\ \n \t {},= #" , __proto__="p", } 1`;
    expect(onlySample(line)?.labels).toEqual(
      Object.fromEntries([
        ['a', '1'],
        ['b', '"q" \\ \n \\t {},= #'],
        ['__proto__', 'p'],
      ]),
    );
  });

  it('gives back any label value that was escaped by the rules', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', '}', ',', 'é') }), (value) => {
        const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
        expect(onlySample(`x{l="${escaped}"} 1`)?.labels['l']).toBe(value);
      }),
    );
  });
});

describe('parsePrometheusText: faults', () => {
  it.each([
    ['<html>', 'expected a metric name'],
    ['x', 'expected a number after x'],
    ['x abc', 'expected a number after x'],
    ['x1', 'expected a number after x1'],
    ['x-1', 'expected a number after x'],
    ['x 0x10', 'unexpected text after the value of x'],
    ['x 1 2 3', 'unexpected text after the value of x'],
    ['x 1e', 'unexpected text after the value of x'],
    ['x{a="1"', 'expected "," or "}" after the label a'],
    ['x{a="1" b="2"} 1', 'expected "," or "}" after the label a'],
    ['x{a="1', 'expected a quoted value of the label a'],
    ['x{a=1} 1', 'expected a quoted value of the label a'],
    ['x{a} 1', 'expected "=" after the label a'],
    ['x{1="a"} 1', 'expected a label name or "}"'],
    ['# TYPE x wonder', 'unknown type "wonder" of x'],
    ['# TYPE x', 'unknown type "" of x'],
    ['y 1', 'the series y is written twice'],
  ])('refuses %j and names its line', (line, message) => {
    expect(parsePrometheusText(`y 1\n\n${line}\n`)).toEqual({ ok: false, issue: { line: 3, message } });
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'x',
      '_sum',
      '{',
      '}',
      '"',
      '\\',
      '=',
      ',',
      ' ',
      '1',
      'e',
      '.',
      '#',
      'TYPE ',
      'HELP ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(parsePrometheusText(pieces.join(''))).toHaveProperty('ok');
      }),
      { numRuns: 1000 },
    );
  });
});
