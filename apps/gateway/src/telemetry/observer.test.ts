import { describe, expect, it } from 'vitest';
import { InFlight } from '../metering/in-flight.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import { attempt, settledRecord } from '../metering/testing/test-records.ts';
import type { Logger } from '../ports.ts';
import { createObserver } from './observer.ts';
import { PassThroughTracing } from './pass-through-tracing.ts';
import type { Tracing } from './tracing.ts';

class RecordingSink implements Sink {
  readonly name = 'recording';
  readonly settled: RequestRecord[] = [];
  settle(record: RequestRecord): void {
    this.settled.push(record);
  }
}

class BrokenTracing extends PassThroughTracing implements Tracing {
  override open(): never {
    throw new Error('no trace today');
  }
}

const broken: Sink = {
  name: 'broken',
  settle: () => {
    throw new Error('disk full');
  },
};

function setUp(sinks: readonly Sink[], tracing: Tracing = new PassThroughTracing()) {
  const errors: Readonly<Record<string, unknown>>[] = [];
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (fields) => void errors.push(fields),
  };
  const inFlight = new InFlight();
  return { observer: createObserver({ inFlight, tracing, sinks, logger }), inFlight, errors };
}

describe('createObserver', () => {
  it('tells every sink of a settled request, once', () => {
    const sinks = [new RecordingSink(), new RecordingSink()];
    const { observer, inFlight } = setUp(sinks);
    const record = settledRecord();
    const observed = observer.open(record, {});
    expect(inFlight.size).toBe(1);
    observed.settle();
    observed.settle();
    expect(inFlight.size).toBe(0);
    expect(sinks.map(({ settled }) => settled)).toEqual([[record], [record]]);
  });

  it('lets a sink that throws hurt neither the request nor the other sinks, and logs it once', () => {
    const after = new RecordingSink();
    const { observer, errors } = setUp([broken, after]);
    for (const id of ['a', 'b', 'c']) {
      observer.open(settledRecord({ id }), {}).settle();
    }
    expect(after.settled.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(errors).toEqual([{ sink: 'broken', err: new Error('disk full') }]);
  });

  it('serves a request without a trace when tracing fails', () => {
    const sink = new RecordingSink();
    const { observer, errors } = setUp([sink], new BrokenTracing());
    const record = settledRecord();
    const observed = observer.open(record, {});
    const { trace } = observed;
    expect(trace.openAttempt(attempt())).toEqual({});
    trace.closeAttempt(attempt());
    observed.settle();
    expect(sink.settled).toEqual([record]);
    expect(errors).toHaveLength(1);
  });
});
