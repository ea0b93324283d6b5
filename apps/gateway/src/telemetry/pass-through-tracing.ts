import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { RequestTrace, UpstreamHeaders } from '../ports.ts';
import { readTraceContext, writeTraceContext } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/**
 * Without an OTLP endpoint the gateway makes no spans, but is no hole in its callers' traces either: the engine sees
 * the client's own place in the trace, so that engine spans hang under the client's.
 */
export class PassThroughTracing implements Tracing {
  readonly name = 'trace';
  readonly #traceIds = new WeakMap<RequestRecord, string>();

  open(record: RequestRecord, headers: UpstreamHeaders): RequestTrace {
    const caller = readTraceContext(headers);
    if (caller === null) return { openAttempt: () => ({}), closeAttempt: () => undefined };
    this.#traceIds.set(record, caller.traceId);
    const forwarded = writeTraceContext(caller);
    return { openAttempt: () => forwarded, closeAttempt: () => undefined };
  }

  traceId(record: RequestRecord): string | null {
    return this.#traceIds.get(record) ?? null;
  }

  settle(_record: RequestRecord, _figures: RequestFigures): void {
    // Nothing was opened.
  }
}
