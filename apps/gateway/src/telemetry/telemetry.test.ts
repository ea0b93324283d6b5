import { Instruments } from '@slipstream/metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import { testConfig } from '../metering/testing/test-config.ts';
import { attempt, decisionFor, settledRecord, streamReading, tokenCounts } from '../metering/testing/test-records.ts';
import { ManualTime } from '../testing/manual-time.ts';
import type { Logger } from '../ports.ts';
import { startTelemetry } from './telemetry.ts';
import type { Telemetry } from './telemetry.ts';
import { OtlpReceiver } from './testing/otlp-receiver.ts';
import type { ReceivedSpan } from './testing/otlp-receiver.ts';

/** Spans and metrics as a collector gets them: over HTTP, as protobuf, decoded by the protocol's own field numbers. */
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpan = '00f067aa0ba902b7';
const sampled = `00-${traceId}-${callerSpan}-01`;
const unsampled = `00-${traceId}-${callerSpan}-00`;

let collector: OtlpReceiver;
let telemetry: Telemetry;
let warnings: Readonly<Record<string, unknown>>[];
let draws = 0;
const config = testConfig();

beforeEach(async () => {
  collector = await OtlpReceiver.start();
  warnings = [];
});

afterEach(async () => {
  await telemetry.stop();
  await collector.stop();
});

async function start(options: string, semconv = 'gen_ai', page = async () => ''): Promise<void> {
  const otlp = `{ endpoint: ${collector.endpoint}, ${options} }`;
  const { telemetry: switches } = testConfig({ telemetry: `{ otlp: ${otlp}, semconv: ${semconv} }` });
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: (fields) => void warnings.push(fields),
    error: () => {},
  };
  telemetry = await startTelemetry({
    config: switches,
    version: '1.2.3',
    clock: new ManualTime(),
    // Below every ratio that is tested, and never the same twice: ids are made of it.
    random: () => 0.05 + (draws += 1) / 2 ** 20,
    logger,
    page,
  });
}

/** One request from end to end; returns the headers that the engines were sent, by attempt. */
function trace(record: RequestRecord, headers: Record<string, string>): Readonly<Record<string, string>>[] {
  const opened = telemetry.tracing.open(record, headers);
  const sent = record.attempts.map((each) => {
    const upstream = opened.openAttempt(each);
    opened.closeAttempt(each);
    return upstream;
  });
  opened.settle(record, requestFigures(record));
  return sent;
}

function onlySpan(kind: number): ReceivedSpan {
  const spans = collector.spans.filter((span) => span.kind === kind);
  expect(spans).toHaveLength(1);
  return spans[0]!;
}

const server = 2;
const client = 3;

describe('spans over OTLP', () => {
  it('hang under the caller: server span of the request, client span of the attempt, engine below it', async () => {
    await start('sampleRatio: 0');
    const record = settledRecord({ decision: decisionFor(config, 'mlp') });
    const [sent] = trace(record, { traceparent: sampled, tracestate: 'vendor=value' });
    await telemetry.stop();
    const request = onlySpan(server);
    const call = onlySpan(client);
    expect(request).toMatchObject({ traceId, parentSpanId: callerSpan, name: 'chat tgi', traceState: 'vendor=value' });
    expect(call).toMatchObject({ traceId, parentSpanId: request.spanId, name: 'chat ibm-fms/llama3-8b-accelerator' });
    expect(sent).toEqual({ traceparent: `00-${traceId}-${call.spanId}-01`, tracestate: 'vendor=value' });
  });

  it('tell when the variant was chosen and when the first token was here', async () => {
    await start('traces: true');
    const reading = streamReading({ firstTokenAtMs: 1200 });
    const failed = attempt({ index: 0, replica: 'mlp-0', outcome: 'upstream_refused', reading: null });
    const answered = attempt({ index: 1, kind: 'retry', replica: 'mlp-1', startedAtMs: 1100, reading });
    const decision = decisionFor(config, 'mlp');
    trace(settledRecord({ decision, decidedAtMs: 1003, attempts: [failed, answered] }), {});
    await telemetry.stop();
    const request = onlySpan(server);
    expect(request.events).toMatchObject([
      {
        name: 'slipstream.decision',
        attributes: { 'slipstream.variant': 'mlp', 'slipstream.experiment.unit': 'session' },
      },
    ]);
    const [decided] = request.events;
    expect(decided!.atNanos - request.startNanos).toBe(3_000_000n);
    const calls = collector.spans.filter(({ kind }) => kind === client);
    expect(calls.map(({ events }) => events.map(({ name }) => name))).toEqual([[], ['slipstream.first_token']]);
    const [firstToken] = calls[1]!.events;
    expect(firstToken!.atNanos - calls[1]!.startNanos).toBe(100_000_000n);
  });

  it('carry the GenAI names, the speculation and the assignment', async () => {
    await start('traces: true');
    const tokens = tokenCounts({ prompt: 20, completion: 11, cached: 16, reasoning: 3 });
    const attempts = [attempt({ reading: streamReading({ tokens }) })];
    trace(settledRecord({ decision: decisionFor(config, 'mlp'), attempts }), {});
    await telemetry.stop();
    const span = onlySpan(server);
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': 200,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'tgi',
      'gen_ai.request.model': 'tgi',
      'gen_ai.request.stream': true,
      'gen_ai.request.max_tokens': 250,
      'gen_ai.request.temperature': 0.7,
      'gen_ai.response.model': 'ibm-fms/llama3-8b-accelerator',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': 0.2,
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 11,
      'gen_ai.usage.cache_read.input_tokens': 16,
      'gen_ai.usage.reasoning.output_tokens': 3,
      'slipstream.request_id': 'req-1',
      'slipstream.model': 'tgi',
      'slipstream.variant': 'mlp',
      'slipstream.replica': 'mlp-0',
      'slipstream.outcome': 'ok',
      'slipstream.attempts': 1,
      'slipstream.overhead': 0.02,
      'slipstream.time_per_output_token': 0.05,
      'slipstream.tokens.source': 'engine',
      'slipstream.prompt.class': 'chat',
      'slipstream.gpu_time': 0.7,
      'slipstream.speculator': 'mlp',
      'slipstream.experiment.seed': 'launch',
      'slipstream.experiment.unit': 'session',
      'slipstream.experiment.exposure': true,
      'slipstream.experiment.forced': false,
      'slipstream.speculation.acceleration': 11 / 6,
      'slipstream.speculation.steps': 6,
      'slipstream.speculation.tokens': 11,
      'slipstream.speculation.accepted': 5,
      'slipstream.speculation.method': 'estimated',
      'slipstream.speculation.source': 'tgi:arrival-clusters',
    });
    expect(span.schemaUrl).toBe('https://opentelemetry.io/schemas/gen-ai/1.42.0');
    expect(span.resource).toMatchObject({ 'service.name': 'slipstream-gateway', 'service.version': '1.2.3' });
    expect(onlySpan(client).attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'tgi',
      'gen_ai.request.model': 'ibm-fms/llama3-8b-accelerator',
      'slipstream.request_id': 'req-1',
      'slipstream.variant': 'mlp',
      'slipstream.replica': 'mlp-0',
      'slipstream.attempt': 0,
      'slipstream.attempt.kind': 'first',
      'slipstream.attempt.concurrency': 1,
      'slipstream.outcome': 'ok',
    });
  });

  it('use the old names when they are switched on', async () => {
    await start('traces: true', 'gen_ai_legacy');
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    const { attributes, schemaUrl } = onlySpan(server);
    expect(attributes).toMatchObject({
      'gen_ai.system': 'tgi',
      'gen_ai.usage.prompt_tokens': 20,
      'gen_ai.usage.completion_tokens': 11,
      'gen_ai.latency.time_to_first_token': 0.2,
    });
    expect(Object.keys(attributes).filter((name) => /provider|input_tokens|request\.stream/.test(name))).toEqual([]);
    expect(schemaUrl).toBe('');
  });

  it('stand on the wall clock, with the durations of the monotonic one', async () => {
    await start('traces: true');
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    const request = onlySpan(server);
    expect(request.startNanos).toBe(1_800_000_000_000_000_000n);
    expect(request.endNanos - request.startNanos).toBe(720_000_000n);
    const call = onlySpan(client);
    expect(call.startNanos - request.startNanos).toBe(10_000_000n);
    expect(call.endNanos - call.startNanos).toBe(700_000_000n);
  });

  it('show each attempt of a request that went to a second replica', async () => {
    await start('traces: true');
    const refused = attempt({ outcome: 'upstream_refused', reading: null, upstreamStatus: null, endedAtMs: 1020 });
    const second = attempt({ index: 1, replica: 'mlp-1', startedAtMs: 1021 });
    trace(settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [refused, second] }), {});
    await telemetry.stop();
    const calls = collector.spans.filter((span) => span.kind === client);
    expect(
      calls.map((span) => [span.attributes['slipstream.replica'], span.attributes['error.type'], span.status]),
    ).toEqual([
      ['mlp-0', 'upstream_refused', 2],
      ['mlp-1', undefined, 0],
    ]);
    expect(new Set(calls.map((span) => span.spanId)).size).toBe(2);
    expect(onlySpan(server)).toMatchObject({ status: 0, attributes: { 'slipstream.attempts': 2 } });
  });

  it('show a hedge that lost as an attempt without an error', async () => {
    await start('traces: true');
    const lost = attempt({ outcome: 'hedge_lost', reading: null, upstreamStatus: null, endedAtMs: 1200 });
    const second = attempt({ index: 1, kind: 'hedge', replica: 'mlp-1', startedAtMs: 1100 });
    trace(settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [lost, second] }), {});
    await telemetry.stop();
    const calls = collector.spans.filter((span) => span.kind === client);
    expect(
      calls.map(({ attributes, status }) => [attributes['slipstream.attempt.kind'], attributes['error.type'], status]),
    ).toEqual([
      ['first', undefined, 0],
      ['hedge', undefined, 0],
    ]);
    expect(onlySpan(server).status).toBe(0);
  });

  it.each([
    ['upstream_truncated', 502, 2],
    ['internal', 500, 2],
    ['invalid_request', 400, 0],
    ['client_gone', 499, 0],
  ] as const)('name the error type %s; a server span fails by our side only', async (outcome, status, code) => {
    await start('traces: true');
    trace(settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [], outcome, status }), {});
    await telemetry.stop();
    expect(onlySpan(server)).toMatchObject({ status: code, attributes: { 'error.type': outcome } });
  });

  it('take no name from a model that a client invented', async () => {
    await start('traces: true');
    const record = settledRecord({ model: 'x'.repeat(5000), attempts: [], outcome: 'model_not_found' });
    trace(record, {});
    await telemetry.stop();
    const span = onlySpan(server);
    expect(span.name).toBe('chat');
    expect(span.attributes['gen_ai.request.model']).toBe('x'.repeat(128));
  });

  it('close an attempt that nobody closed', async () => {
    await start('traces: true');
    const record = settledRecord({ decision: decisionFor(config, 'mlp') });
    const opened = telemetry.tracing.open(record, {});
    opened.openAttempt(record.attempts[0]!);
    opened.settle(record, requestFigures(record));
    await telemetry.stop();
    expect(onlySpan(client).attributes['slipstream.outcome']).toBe('ok');
  });
});

describe('sampling', () => {
  it('follows a caller who does not sample, and tells the engine so', async () => {
    await start('sampleRatio: 1');
    const [sent] = trace(settledRecord({ decision: decisionFor(config, 'mlp') }), { traceparent: unsampled });
    await telemetry.stop();
    expect(collector.spans).toEqual([]);
    expect(sent!['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  });

  it('goes by the ratio where no caller decided', async () => {
    await start('sampleRatio: 0');
    const [sent] = trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    expect(collector.spans).toEqual([]);
    expect(sent!['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('begins a new trace when the caller’s header is malformed', async () => {
    await start('sampleRatio: 1');
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), { traceparent: `${sampled}-more` });
    await telemetry.stop();
    expect(onlySpan(server).parentSpanId).toBe('');
    expect(onlySpan(server).traceId).not.toBe(traceId);
  });
});

describe('a decision about a rollout', () => {
  const decision = {
    rollout: 'live',
    model: 'tgi',
    revision: 7,
    run: 1,
    from: 'running',
    to: 'rolled_back',
    by: 'rollout',
    why: 'errors: e = 140, stops at 100',
    wallMs: 1_800_000_000_000,
    verdicts: ['fail: errors: e = 140, stops at 100'],
  };

  it('is a trace of its own, at its time', async () => {
    await start('traces: true');
    telemetry.decided(decision);
    await telemetry.stop();
    const [span] = collector.spans;
    expect(collector.spans).toHaveLength(1);
    expect(span).toMatchObject({ name: 'slipstream.rollout.decision', startNanos: 1_800_000_000_000_000_000n });
    expect(span?.attributes).toMatchObject({
      'slipstream.rollout.name': 'live',
      'slipstream.rollout.to': 'rolled_back',
      'slipstream.rollout.revision': 7,
    });
  });

  it('is not told where traces are off', async () => {
    await start('traces: false, metrics: true');
    telemetry.decided(decision);
    await telemetry.stop();
    expect(collector.spans).toEqual([]);
  });
});

describe('the export', () => {
  it('sends the configured headers to the traces path', async () => {
    await start('headers: { x-team: speed }');
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(collector.requests[0]!.headers).toMatchObject({
      'x-team': 'speed',
      'content-type': 'application/x-protobuf',
    });
  });

  it('warns and stops all the same when the collector refuses', async () => {
    await start('traces: true');
    collector.status = 400;
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    expect(warnings.length).toBeGreaterThan(0);
  });

  it('can be started again after it was stopped', async () => {
    await start('traces: true');
    await telemetry.stop();
    await start('traces: true');
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    expect(collector.spans).toHaveLength(2);
  });
});

describe('metrics over OTLP', () => {
  it('are those of the Prometheus page, histograms with their buckets', async () => {
    const instruments = new Instruments();
    const labels = { model: 'tgi', variant: 'mlp' };
    instruments.counter('slipstream_requests_total').inc({ ...labels, outcome: 'ok' }, 3);
    instruments.gauge('slipstream_acceleration').set({ ...labels, method: 'estimated' }, 1.73);
    const times = instruments.histogram('slipstream_time_per_output_token_seconds');
    for (const seconds of [0.0009, 0.0031, 0.0032, 99]) times.observe(labels, seconds);
    await start('traces: false, metrics: true', 'gen_ai', () => instruments.render());
    trace(settledRecord({ decision: decisionFor(config, 'mlp') }), {});
    await telemetry.stop();
    expect(collector.spans).toEqual([]);
    const named = (name: string) => collector.metrics.find((metric) => metric.name === name)!;
    expect(named('slipstream_requests_total')).toMatchObject({
      kind: 'sum',
      unit: '{requests}',
      isMonotonic: true,
      isCumulative: true,
      points: [{ value: 3, attributes: { ...labels, outcome: 'ok' } }],
    });
    expect(named('slipstream_acceleration')).toMatchObject({ kind: 'gauge', unit: '1', points: [{ value: 1.73 }] });
    const histogram = named('slipstream_time_per_output_token_seconds');
    expect(histogram).toMatchObject({ kind: 'histogram', unit: 's', isCumulative: true });
    const [point] = histogram.points;
    expect(point).toMatchObject({ attributes: labels, count: 4, sum: 99.0072 });
    expect(point!.bounds.slice(0, 5)).toEqual([0.001, 0.002, 0.003, 0.004, 0.005]);
    expect(point!.bucketCounts).toHaveLength(point!.bounds.length + 1);
    expect([...point!.bucketCounts.slice(0, 5), point!.bucketCounts.at(-1)]).toEqual([1, 0, 0, 2, 0, 1]);
    expect(point!.endNanos).toBeGreaterThanOrEqual(point!.startNanos);
  });
});
