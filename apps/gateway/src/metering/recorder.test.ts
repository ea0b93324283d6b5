import { Instruments } from '@slipstream/metrics';
import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestTrace } from '../ports.ts';
import { noTrace } from '../telemetry/no-trace.ts';
import { Recorder } from './recorder.ts';
import { requestFigures } from './request-figures.ts';
import { attempt, decisionFor, settle, settledRecord, streamReading, tokenCounts } from './testing/test-records.ts';
import { testConfig } from './testing/test-config.ts';

const config = testConfig();
const mlp = { model: 'tgi', variant: 'mlp' };
let instruments: Instruments;
let recorder: Recorder;

beforeEach(() => {
  instruments = new Instruments();
  recorder = new Recorder(instruments, () => config.models);
});

/** Sum of all samples of a family (or of one of its samples) that carry these labels; null if there is none. */
async function value(family: string, labels: Record<string, string>, sample = family): Promise<number | null> {
  const parsed = parsePrometheusText(await instruments.render());
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return sampleValue(parsed.page, family, sample, labels);
}

describe('exemplars of the times', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  async function exemplarLines(trace: Pick<RequestTrace, 'traceId' | 'isKept'>): Promise<readonly string[]> {
    const record = settledRecord({ decision: decisionFor(config, 'mlp') });
    recorder.settle(record, requestFigures(record), { ...noTrace, ...trace });
    return (await instruments.render('openmetrics')).split('\n').filter((line) => line.includes(' # {'));
  }

  it('lead from the bucket of each time to the trace, at the end of the request', async () => {
    const bucket = (name: string, le: string, seconds: number): string =>
      `slipstream_${name}_seconds_bucket{model="tgi",variant="mlp",le="${le}"} 1 # {trace_id="${traceId}"} ${seconds} 1800000000.720`;
    expect(await exemplarLines({ traceId, isKept: true })).toEqual([
      bucket('time_to_first_token', '0.2', 0.2),
      bucket('time_per_output_token', '0.05', 0.05),
      bucket('request_duration', '1.28', 0.72),
    ]);
  });

  it.each([
    ['a trace that nobody keeps', { traceId, isKept: false }],
    ['no trace', { traceId: null, isKept: true }],
  ])('are not there for %s', async (_name, trace) => {
    expect(await exemplarLines(trace)).toEqual([]);
  });
});

describe('Recorder', () => {
  it('writes a streamed request once into every family', async () => {
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp') }));
    expect(await value('slipstream_requests_total', { ...mlp, outcome: 'ok' })).toBe(1);
    expect(await value('slipstream_attempts_total', { ...mlp, replica: 'mlp-0', outcome: 'ok' })).toBe(1);
    expect(await value('slipstream_assignments_total', { ...mlp, unit: 'session' })).toBe(1);
    expect(await value('slipstream_prompt_tokens_total', mlp)).toBe(20);
    expect(await value('slipstream_completion_tokens_total', { ...mlp, source: 'engine' })).toBe(11);
    expect(await value('slipstream_decode_steps_total', { ...mlp, method: 'estimated' })).toBe(6);
    expect(await value('slipstream_step_tokens_total', { ...mlp, method: 'estimated' })).toBe(11);
    expect(await value('slipstream_accepted_tokens_total', { ...mlp, method: 'estimated' })).toBe(5);
    expect(await value('slipstream_measured_requests_total', { ...mlp, method: 'estimated' })).toBe(1);
    expect(await value('slipstream_decode_seconds_total', { ...mlp, method: 'estimated' })).toBeCloseTo(0.5, 9);
    expect(await value('slipstream_gpu_seconds_total', { ...mlp, use: 'answer' })).toBeCloseTo(0.7, 9);
    expect(await value('slipstream_gpu_seconds_total', { ...mlp, use: 'wasted' })).toBeNull();
    expect(await value('slipstream_reasoning_tokens_total', mlp)).toBeNull();
  });

  it('counts tokens that were thought, and those that were cached, where the engine says so', async () => {
    const tokens = tokenCounts({ prompt: 20, completion: 11, reasoning: 7, cached: 0 });
    const attempts = [attempt({ reading: streamReading({ tokens }) })];
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts }));
    expect(await value('slipstream_reasoning_tokens_total', mlp)).toBe(7);
    expect(await value('slipstream_cached_prompt_tokens_total', mlp)).toBe(0);
  });

  it('counts GPU time apart that gave nobody an answer', async () => {
    const lost = attempt({ outcome: 'hedge_lost', replicaTime: { seconds: 0.3, decodeSeconds: null } });
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [lost, attempt({ index: 1 })] }));
    expect(await value('slipstream_gpu_seconds_total', { ...mlp, use: 'answer' })).toBeCloseTo(0.7, 9);
    expect(await value('slipstream_gpu_seconds_total', { ...mlp, use: 'wasted' })).toBeCloseTo(0.3, 9);
  });

  it.each([
    ['slipstream_time_to_first_token_seconds', 0.2, 1],
    ['slipstream_time_per_output_token_seconds', 0.05, 1],
    ['slipstream_request_duration_seconds', 0.72, 1],
    ['slipstream_overhead_seconds', 0.02, 1],
    ['slipstream_inter_chunk_latency_seconds', 0.5, 10],
  ])('observes %s', async (family, sum, count) => {
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp') }));
    expect(await value(family, mlp, `${family}_sum`)).toBeCloseTo(sum, 9);
    expect(await value(family, mlp, `${family}_count`)).toBe(count);
  });

  it('leaves out what is unknown instead of writing 0', async () => {
    const reading = streamReading({
      speculation: null,
      tokens: tokenCounts({ prompt: null, completion: null, source: 'counted' }),
    });
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [attempt({ reading })] }));
    expect(await value('slipstream_prompt_tokens_total', mlp)).toBeNull();
    expect(await value('slipstream_completion_tokens_total', mlp)).toBeNull();
    expect(await value('slipstream_decode_steps_total', mlp)).toBeNull();
    expect(await value('slipstream_decode_seconds_total', { ...mlp, method: 'estimated' })).toBeNull();
    expect(await value('slipstream_drafts_total', mlp)).toBeNull();
  });

  it('adds no decode seconds of a stream whose steps are unknown, so that seconds by steps stays the step time', async () => {
    const reading = streamReading({ speculation: null });
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [attempt({ reading })] }));
    expect(await value('slipstream_decode_seconds_total', { ...mlp, method: 'estimated' })).toBeNull();
  });

  it('keeps the steps of a stream that was cut', async () => {
    const reading = streamReading({ end: 'truncated' });
    const outcome = 'upstream_truncated';
    const attempts = [attempt({ reading, outcome })];
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts, outcome }));
    expect(await value('slipstream_decode_steps_total', mlp)).toBe(6);
    expect(
      await value('slipstream_time_per_output_token_seconds', mlp, 'slipstream_time_per_output_token_seconds_count'),
    ).toBeNull();
  });

  it('counts each attempt of a request that went to a second replica', async () => {
    const attempts = [
      attempt({ replica: 'mlp-0', outcome: 'upstream_refused', reading: null }),
      attempt({ index: 1, replica: 'mlp-1' }),
    ];
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts }));
    expect(await value('slipstream_attempts_total', { replica: 'mlp-0', outcome: 'upstream_refused' })).toBe(1);
    expect(await value('slipstream_attempts_total', { replica: 'mlp-1', outcome: 'ok' })).toBe(1);
    expect(await value('slipstream_requests_total', mlp)).toBe(1);
    expect(await value('slipstream_completion_tokens_total', mlp)).toBe(11);
  });

  it('counts no assignment of a forced variant', async () => {
    const decision = decisionFor(config, 'mlp', { exposure: false, forced: true });
    settle(recorder, settledRecord({ decision }));
    expect(await value('slipstream_assignments_total', mlp)).toBeNull();
  });

  it('makes no series of a model name that a client invented', async () => {
    const record = settledRecord({ model: '../../etc/passwd', attempts: [], outcome: 'model_not_found' });
    settle(recorder, record);
    const labels = { model: 'other', variant: 'none', outcome: 'model_not_found' };
    expect(await value('slipstream_requests_total', labels)).toBe(1);
    expect(await instruments.render()).not.toContain('passwd');
  });

  it('names a configured model even when no variant was found for the request', async () => {
    settle(recorder, settledRecord({ attempts: [], outcome: 'variant_not_found' }));
    expect(await value('slipstream_requests_total', { model: 'tgi', variant: 'none' })).toBe(1);
  });

  it('observes no more than 32 gaps of a long stream, in their proportions', async () => {
    const reading = streamReading({ events: 201, readGapsMs: Array.from({ length: 100 }, () => 20) });
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [attempt({ reading })] }));
    const family = 'slipstream_inter_chunk_latency_seconds';
    expect(await value(family, mlp, `${family}_count`)).toBe(32);
    expect(await value(family, { ...mlp, le: '0.0005' }, `${family}_bucket`)).toBe(16);
  });

  it('tells when usage and counted events disagree, and believes the engine', async () => {
    const reading = streamReading({ countedTokens: 9 });
    settle(recorder, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [attempt({ reading })] }));
    expect(await value('slipstream_token_count_mismatches_total', mlp)).toBe(1);
    expect(await value('slipstream_completion_tokens_total', mlp)).toBe(11);
  });
});
