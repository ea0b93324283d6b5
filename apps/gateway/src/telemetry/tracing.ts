import type { Sink } from '../metering/sink.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { RequestTrace, UpstreamHeaders } from '../ports.ts';

/** Makes the trace of each request: real spans, or only the passing on of the caller's own context. */
export interface Tracing extends Sink {
  open(record: RequestRecord, headers: UpstreamHeaders): RequestTrace;
  /** Trace of this request, for the log line; null when it has none. */
  traceId(record: RequestRecord): string | null;
}
