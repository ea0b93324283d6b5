import { describe, expect, it } from 'vitest';
import { attempt, settledRecord } from '../metering/testing/test-records.ts';
import { PassThroughTracing } from './pass-through-tracing.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('PassThroughTracing', () => {
  it('sends the engine the caller’s own place in the trace', () => {
    const tracing = new PassThroughTracing();
    const record = settledRecord();
    const trace = tracing.open(record, { traceparent, tracestate: 'vendor=1', authorization: 'Bearer x' });
    expect(trace.openAttempt(attempt())).toEqual({ traceparent, tracestate: 'vendor=1' });
    expect(trace.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('sends nothing where there is no caller’s context, or a malformed one', () => {
    const tracing = new PassThroughTracing();
    const record = settledRecord();
    expect(tracing.open(record, {}).openAttempt(attempt())).toEqual({});
    expect(tracing.open(record, { traceparent: 'nonsense', tracestate: 'a=1' }).openAttempt(attempt())).toEqual({});
    expect(tracing.open(record, {}).traceId).toBeNull();
  });
});
