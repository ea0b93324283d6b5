import { AttributeWriter } from './attribute-writer.ts';
import type { FinishedSpan, SpanEvent } from './finished-span.ts';
import type { ProtoWriter } from './proto-writer.ts';

const kinds = { server: 2, client: 3 } as const;
const ERROR = 2;

/** Flags of a span (W3C trace flags, and whether its parent was elsewhere): sampled, and "the next bit is told". */
const SAMPLED = 0x101;
const REMOTE = 0x200;

/** Writes one span as a field of `ScopeSpans` (opentelemetry/proto/trace/v1/trace.proto). */
export function writeSpan(writer: ProtoWriter, span: FinishedSpan): void {
  writer.message(2, 4, () => {
    writer.hex(1, span.traceId);
    writer.hex(2, span.spanId);
    if (span.traceState !== '') writer.text(3, span.traceState);
    if (span.parentSpanId !== null) writer.hex(4, span.parentSpanId);
    writer.text(5, span.name);
    writer.varint(6, kinds[span.kind]);
    writer.fixed64(7, nanosOf(span.startMs));
    writer.fixed64(8, nanosOf(span.endMs));
    span.writeAttributes(new AttributeWriter(writer, 9));
    for (const event of span.events) writeEvent(writer, event);
    if (span.isError) writer.message(15, 1, () => writer.varint(3, ERROR));
    writer.fixed32(16, span.parentIsRemote ? SAMPLED | REMOTE : SAMPLED);
  });
}

function writeEvent(writer: ProtoWriter, { atMs, name, writeAttributes }: SpanEvent): void {
  writer.message(11, 4, () => {
    writer.fixed64(1, nanosOf(atMs));
    writer.text(2, name);
    writeAttributes(new AttributeWriter(writer, 3));
  });
}

/** A double holds epoch milliseconds to a quarter of a microsecond. */
function nanosOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
