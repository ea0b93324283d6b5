import { parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import type { TokenSource } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { requestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import { testConfig } from '../../metering/testing/test-config.ts';
import { attempt, decisionFor, settledRecord, streamReading } from '../../metering/testing/test-records.ts';
import { buildLedgerRow } from './build-ledger-row.ts';
import { ledgerColumns, ledgerValues } from './ledger-row.ts';
import type { LedgerRow } from './ledger-row.ts';
import { wasAccepted } from './was-accepted.ts';

const config = testConfig();
const decision = decisionFor(config, 'mlp');

function rowOf(over: Partial<RequestRecord> = {}): LedgerRow {
  const record = settledRecord({ decision, key: 'team-a', ...over });
  if (!wasAccepted(record)) throw new Error('not accepted');
  return buildLedgerRow('row-1', record, requestFigures(record));
}

function counts(prompt: number | null, completion: number | null, source: TokenSource) {
  return { prompt, completion, reasoning: null, cached: null, source };
}

describe('buildLedgerRow', () => {
  it('says who asked for what, who answered, and what it took', () => {
    expect(rowOf()).toEqual({
      id: 'row-1',
      request_id: 'req-1',
      received_at_ms: 1_800_000_000_000,
      route: 'chat',
      key_name: 'team-a',
      model: 'tgi',
      experiment: 'launch',
      unit: 'session',
      exposure: 1,
      forced: 0,
      run: null,
      variant: 'mlp',
      control: 'baseline',
      replica: 'mlp-0',
      concurrency: 1,
      attempts: 1,
      outcome: 'ok',
      status: 200,
      streamed: 1,
      prompt_class: 'chat',
      prompt_tokens: 20,
      completion_tokens: 11,
      reasoning_tokens: null,
      cached_tokens: null,
      tokens_source: 'engine',
      aborted_tokens: 0,
      discarded_tokens: 0,
      method: 'estimated',
      method_source: 'tgi:arrival-clusters',
      prefills: 1,
      steps: 6,
      step_tokens: 11,
      drafts: null,
      draft_tokens: null,
      accepted_tokens: 5,
      accepted_by_position: null,
      ttft_seconds: 0.2,
      decode_seconds: 0.5,
      duration_seconds: 0.72,
      queue_seconds: null,
      gpus: 1,
      gpu_seconds: 0.7,
      wasted_gpu_seconds: 0,
      cost_nanos: null,
    });
  });

  it('keeps where the drafts were accepted, and the rollout that had the traffic', () => {
    const speculation = streamReading().speculation!;
    const figure = { ...speculation, sums: { ...speculation.sums, acceptedByPosition: [4, 1] } };
    const model = { ...decision.model, experiment: { ...decision.model.experiment, run: 'live.1.2' } };
    const attempts = [attempt({ concurrency: 7, reading: streamReading({ speculation: figure }) })];
    expect(rowOf({ attempts, decision: { ...decision, model } })).toMatchObject({
      accepted_by_position: '[4,1]',
      run: 'live.1.2',
      concurrency: 7,
    });
  });

  it('keeps counts that not every engine gives', () => {
    const tokens = { prompt: 20, completion: 11, source: 'engine', reasoning: 7, cached: 16 } as const;
    const row = rowOf({ attempts: [attempt({ reading: streamReading({ tokens }) })] });
    expect(row).toMatchObject({ reasoning_tokens: 7, cached_tokens: 16 });
  });

  it('keeps an explicit zero, and what nobody said as unknown', () => {
    const said = counts(0, 0, 'engine');
    const unsaid = counts(null, null, 'counted');
    const row = (tokens: typeof said): LedgerRow =>
      rowOf({ attempts: [attempt({ reading: streamReading({ tokens, speculation: null }) })] });
    expect(row(said)).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, tokens_source: 'engine' });
    expect(row(unsaid)).toMatchObject({ prompt_tokens: null, completion_tokens: null, tokens_source: null });
    expect(row(unsaid)).toMatchObject({ method: null, steps: null, accepted_tokens: null });
  });

  it('books what a client that left has had, as wasted', () => {
    const reading = streamReading({ end: 'truncated', tokens: counts(null, 4, 'counted') });
    const row = rowOf({
      outcome: 'client_gone',
      status: 200,
      attempts: [attempt({ outcome: 'client_gone', reading })],
    });
    expect(row).toMatchObject({
      outcome: 'client_gone',
      completion_tokens: 4,
      aborted_tokens: 4,
      tokens_source: 'counted',
    });
  });

  it('books a hedge that lost beside the answer, not in it', () => {
    const lost = streamReading({ end: 'truncated', tokens: counts(null, 3, 'counted') });
    const attempts = [attempt({ replica: 'mlp-1', outcome: 'hedge_lost', reading: lost }), attempt({ index: 1 })];
    expect(rowOf({ attempts })).toMatchObject({
      attempts: 2,
      replica: 'mlp-0',
      completion_tokens: 11,
      aborted_tokens: 0,
      discarded_tokens: 3,
      gpu_seconds: expect.closeTo(1.4, 9),
      wasted_gpu_seconds: 0.7,
    });
  });

  it('does not guess what an attempt that nobody counted has made', () => {
    const silent = attempt({ outcome: 'upstream_reset', reading: null });
    expect(rowOf({ attempts: [silent, attempt({ index: 1 })] }).discarded_tokens).toBeNull();
    const unreached = attempt({ outcome: 'upstream_refused', reading: null, headAtMs: null });
    expect(rowOf({ attempts: [unreached, attempt({ index: 1 })] }).discarded_tokens).toBe(0);
  });

  it('books a request for which nobody could be asked', () => {
    const row = rowOf({ outcome: 'no_ready_replica', status: 503, attempts: [], queuedMs: 1500 });
    expect(row).toMatchObject({
      outcome: 'no_ready_replica',
      replica: null,
      attempts: 0,
      completion_tokens: null,
      aborted_tokens: 0,
      queue_seconds: 1.5,
    });
  });

  it('is of what will have been, before the end', () => {
    expect(rowOf({ outcome: null, status: null })).toMatchObject({ outcome: 'ok', status: 200, aborted_tokens: 0 });
  });

  it('names no control of another base model', () => {
    expect(rowOf({ decision: decisionFor(crossBase(), 'medusa') }).control).toBeNull();
  });

  it('counts cost where prices are known', () => {
    const priced = decisionFor(crossBase('prices: { prompt: 0.2, completion: 0.6 }'), 'baseline');
    expect(rowOf({ decision: priced }).cost_nanos).toBe(20 * 200 + 11 * 600);
  });
});

describe('wasAccepted', () => {
  it('is a request that was routed and let in, however it ended', () => {
    expect(wasAccepted(settledRecord({ decision }))).toBe(true);
    expect(wasAccepted(settledRecord({ decision, outcome: 'queue_full' }))).toBe(true);
    expect(wasAccepted(settledRecord({ decision, outcome: 'rate_limited' }))).toBe(false);
    expect(wasAccepted(settledRecord({ decision: null, outcome: 'unauthorized' }))).toBe(false);
  });
});

it('hands a row on in the order of its columns', () => {
  const row = rowOf();
  expect(ledgerValues(row)).toEqual(ledgerColumns.map((column) => row[column]));
  expect([...ledgerColumns].sort()).toEqual(Object.keys(row).sort());
});

function crossBase(rest = ''): Config {
  const parsed = parseConfig(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: a, base: llama, replicas: [http://a:1] }
      medusa: { engine: tgi, model: b, base: mistral, control: baseline, replicas: [http://a:2] }
    experiment: { weights: { baseline: 1, medusa: 1 } }
    ${rest}
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}
