import { describe, expect, it } from 'vitest';
import { requestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import { attempt, settledRecord, streamReading } from '../../metering/testing/test-records.ts';
import { planOf } from '../core/testing/plan-of.ts';
import { answerSample } from './answer-sample.ts';
import type { AnswerSample } from './answer-sample.ts';

const slo = { ttftMs: 300, tpotMs: 60, alpha: 0.01, action: 'rollback' } as const;

function sampleOf(over: Partial<RequestRecord> = {}): AnswerSample {
  const record = settledRecord(over);
  return answerSample(record, requestFigures(record), planOf({ guardrails: { slo } }));
}

describe('answerSample', () => {
  it('reads times and tokens of a whole stream, in seconds', () => {
    expect(sampleOf()).toEqual({
      replica: 'mlp-0',
      isWhole: true,
      isFailed: false,
      incidents: [],
      decodeSeconds: 0.5,
      completionTokens: 11,
      timeToFirstTokenSeconds: 0.2,
      finishReason: 'stop',
    });
  });

  it.each([
    ['engine_failed', true],
    ['no_ready_replica', true],
    ['internal', true],
    ['client_gone', false],
    ['engine_rejected', false],
    ['draining', false],
  ] as const)('takes %s for a failure: %s', (outcome, isFailed) => {
    const sample = sampleOf({ outcome, attempts: [] });
    expect(sample).toMatchObject({ isWhole: false, isFailed, decodeSeconds: null, completionTokens: null });
    expect(sample.incidents).toEqual(isFailed ? ['error'] : []);
  });

  it('takes an answer that another try had to save for an incident, and one that lost a hedge for none', () => {
    const failed = attempt({ outcome: 'upstream_reset', reading: null });
    const lost = attempt({ outcome: 'hedge_lost', reading: null });
    expect(sampleOf({ attempts: [failed, attempt()] })).toMatchObject({ isFailed: false, incidents: ['error'] });
    expect(sampleOf({ attempts: [lost, attempt()] }).incidents).toEqual([]);
  });

  it('holds first token and pace against the SLO', () => {
    const late = streamReading({ firstTokenAtMs: 1301, lastTokenAtMs: 1700 });
    const slow = streamReading({ firstTokenAtMs: 1200, lastTokenAtMs: 1801 });
    for (const reading of [late, slow]) {
      expect(sampleOf({ attempts: [attempt({ reading })] }).incidents).toEqual(['slo-miss']);
    }
  });

  it('does not know the pace of an answer that is no stream', () => {
    expect(sampleOf({ stream: false })).toMatchObject({
      decodeSeconds: null,
      timeToFirstTokenSeconds: null,
      isWhole: true,
    });
  });
});
