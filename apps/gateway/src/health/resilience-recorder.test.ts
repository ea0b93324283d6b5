import { Instruments } from '@slipstream/metrics';
import { beforeEach, describe, expect, it } from 'vitest';
import { testConfig } from '../metering/testing/test-config.ts';
import { attempt, decisionFor, settledRecord, streamReading, tokenCounts } from '../metering/testing/test-records.ts';
import type { AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import { ResilienceRecorder } from './resilience-recorder.ts';

let instruments: Instruments;

beforeEach(() => {
  instruments = new Instruments();
});

async function values(...records: readonly Partial<RequestRecord>[]): Promise<Record<string, number>> {
  const recorder = new ResilienceRecorder(instruments);
  const decision = decisionFor(testConfig(), 'mlp');
  for (const record of records) recorder.settle(settledRecord({ decision, ...record }));
  const lines = (await instruments.render()).matchAll(
    /^slipstream_(retries|hedges|wasted_tokens)_total\{model="tgi",variant="mlp",\w+="(\w+)"\} (\S+)$/gm,
  );
  return Object.fromEntries([...lines].map(([, family, word, value]) => [`${family} ${word}`, Number(value)]));
}

const refused = attempt({ outcome: 'upstream_refused', reading: null });
const lost = (over: Partial<AttemptRecord>): AttemptRecord =>
  attempt({ outcome: 'hedge_lost', reading: null, ...over });

describe('ResilienceRecorder', () => {
  it('has nothing to say of a request that was tried once and answered', async () => {
    expect(await values({})).toEqual({});
  });

  it('counts retries by what they brought', async () => {
    const retried = (outcome: AttemptRecord['outcome'], reading = streamReading()): Partial<RequestRecord> => ({
      attempts: [refused, attempt({ kind: 'retry', outcome, reading })],
    });
    const left = streamReading({ tokens: tokenCounts({ prompt: 20, completion: 4, source: 'counted' }) });
    expect(
      await values(retried('ok'), retried('client_gone', left), { attempts: [refused, { ...refused, kind: 'retry' }] }),
    ).toEqual({
      'retries ok': 1,
      'retries client_gone': 1,
      'retries failed': 1,
      'wasted_tokens client_gone': 4,
    });
  });

  it.each([
    ['won', [lost({}), attempt({ kind: 'hedge' })], 20],
    ['lost', [lost({ kind: 'hedge' }), attempt({})], 20],
    ['failed', [refused, { ...refused, kind: 'hedge' as const }], 0],
  ])('counts a hedge that %s, and the prompt that was read twice', async (result, attempts, wasted) => {
    expect(await values({ attempts })).toEqual({
      [`hedges ${result}`]: 1,
      ...(wasted === 0 ? {} : { 'wasted_tokens hedge_lost': wasted }),
    });
  });

  it('counts an answer that its engine had finished when the client left', async () => {
    expect(await values({ outcome: 'client_gone' })).toEqual({ 'wasted_tokens client_gone': 11 });
  });

  it('counts what came of an answer that broke, and not what is unknown', async () => {
    const cut = attempt({ outcome: 'upstream_truncated' });
    const unknown = streamReading({ tokens: tokenCounts({ prompt: null, completion: null, source: 'counted' }) });
    expect(await values({ attempts: [cut] }, { attempts: [{ ...cut, reading: unknown }] })).toEqual({
      'wasted_tokens cut': 11,
    });
  });
});
