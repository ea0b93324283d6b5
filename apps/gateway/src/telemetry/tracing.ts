import type { RequestRecord } from '../metering/request-record.ts';
import type { RequestTrace, UpstreamHeaders } from '../ports.ts';

/** Opens the trace of each request: real spans, or only the passing on of a context. */
export interface Tracing {
  /** `headers` are the client's. */
  open(record: RequestRecord, headers: UpstreamHeaders): RequestTrace;
}
