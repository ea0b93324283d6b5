import { createTraceState } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { UpstreamHeaders } from '../ports.ts';

/** `version-traceid-parentid-flags`; a later version may append more fields, version 00 may not. */
const traceparentForm =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?$/;

/** The only flag that is ours to pass on. */
const sampledFlag = 0x01;

/** Longest `tracestate` that is passed on: what the recommendation asks every party to carry. */
const longestTraceState = 512;

/**
 * The caller's place in a trace, from its `traceparent` and `tracestate` (W3C Trace Context, level 2). Null when there
 * is none or it is malformed: then both headers are dropped, as the recommendation says, and a new trace begins.
 */
export function readTraceContext(headers: UpstreamHeaders): SpanContext | null {
  const parts = traceparentForm.exec(headers['traceparent']?.trim() ?? '')?.groups;
  if (parts === undefined) return null;
  const { version, traceId = '', spanId = '', flags = '', rest } = parts;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & sampledFlag,
    isRemote: true,
  };
  const state = headers['tracestate'] ?? '';
  return state === '' || state.length > longestTraceState
    ? context
    : { ...context, traceState: createTraceState(state) };
}

/** The headers that tell the next party its place in the trace. */
export function writeTraceContext(context: SpanContext): Readonly<Record<string, string>> {
  const flags = (context.traceFlags & sampledFlag) === 0 ? '00' : '01';
  const traceparent = `00-${context.traceId}-${context.spanId}-${flags}`;
  const tracestate = context.traceState?.serialize() ?? '';
  return tracestate === '' ? { traceparent } : { traceparent, tracestate };
}
