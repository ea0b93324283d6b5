import type { RequestRecord } from '../metering/request-record.ts';
import type { RequestTrace, UpstreamHeaders } from '../ports.ts';
import { ForwardedTrace } from './forwarded-trace.ts';
import { noTrace } from './no-trace.ts';
import { readTraceContext } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/**
 * Without an OTLP endpoint the gateway makes no spans, but is no hole in its callers' traces either: the engine sees
 * the client's own place in the trace, so that engine spans hang under the client's.
 */
export class PassThroughTracing implements Tracing {
  open(_record: RequestRecord, headers: UpstreamHeaders): RequestTrace {
    const caller = readTraceContext(headers);
    return caller === null ? noTrace : new ForwardedTrace(caller);
  }
}
