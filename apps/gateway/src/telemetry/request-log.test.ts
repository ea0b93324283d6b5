import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import { testConfig } from '../metering/testing/test-config.ts';
import { decisionFor, settledRecord } from '../metering/testing/test-records.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import { requestFigures } from '../metering/request-figures.ts';
import { noTrace } from './no-trace.ts';
import { RequestLog } from './request-log.ts';

const config = testConfig();

function lineOf(record: RequestRecord, traceId: string | null = null): Record<string, unknown> {
  const lines: string[] = [];
  const log = new RequestLog('debug', { write: (line) => void lines.push(line) });
  log.settle(record, requestFigures(record), { ...noTrace, traceId });
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('RequestLog', () => {
  it('says in one line what happened to a request', () => {
    expect(lineOf(settledRecord({ decision: decisionFor(config, 'mlp') }), 'abc')).toEqual({
      level: 'info',
      time: expect.any(String),
      msg: 'request',
      request_id: 'req-1',
      route: 'chat',
      model: 'tgi',
      variant: 'mlp',
      replica: 'mlp-0',
      attempts: 1,
      stream: true,
      outcome: 'ok',
      status: 200,
      duration_ms: 720,
      overhead_ms: 20,
      ttft_ms: 200,
      tpot_ms: 50,
      prompt_tokens: 20,
      completion_tokens: 11,
      tokens_source: 'engine',
      steps: 6,
      acceleration: 1.833,
      method: 'estimated',
      trace_id: 'abc',
    });
  });

  it('leaves out what is unknown', () => {
    const line = lineOf(settledRecord({ model: null, attempts: [], outcome: 'invalid_json', status: 400 }));
    expect(Object.keys(line)).not.toContain('model');
    expect(Object.keys(line)).not.toContain('tpot_ms');
    expect(Object.keys(line)).not.toContain('trace_id');
  });

  it('has a level by whose fault it was', () => {
    const byFault = { client: 'info', nobody: 'info', upstream: 'warn', gateway: 'error' } as const;
    for (const [code, { fault }] of Object.entries(errorTable)) {
      expect(lineOf(settledRecord({ outcome: code as ErrorCode }))['level']).toBe(byFault[fault]);
    }
    expect(lineOf(settledRecord({ outcome: null }))['level']).toBe('error');
  });

  it.each(['info', 'warn', 'error', 'silent'] as const)('leaves out what is below the level %s', (level) => {
    const lines: string[] = [];
    const log = new RequestLog(level, { write: (line) => void lines.push(line) });
    for (const outcome of ['ok', 'upstream_reset', 'internal'] as const) {
      const record = settledRecord({ outcome });
      log.settle(record, requestFigures(record), noTrace);
    }
    const written = { info: 3, warn: 2, error: 1, silent: 0 };
    expect(lines).toHaveLength(written[level]);
  });

  it('writes one line, whatever a client has written into the name of the model', () => {
    const model = '"},\n{"level":"error"\u2028';
    expect(lineOf(settledRecord({ model }))['model']).toBe(model);
  });

  it('cuts a model name that a client made long', () => {
    expect(lineOf(settledRecord({ model: 'x'.repeat(5000) }))['model']).toBe('x'.repeat(128));
  });

  it('shows our own error texts, and not the engine’s refusal, which may quote the prompt', () => {
    const errorMessage = 'messages[0].content: "my secret" is too long';
    expect(lineOf(settledRecord({ outcome: 'engine_rejected', errorMessage }))['error']).toBeUndefined();
    const ours = 'no replica of mlp is ready';
    expect(lineOf(settledRecord({ outcome: 'no_ready_replica', errorMessage: ours }))['error']).toBe(ours);
  });
});
