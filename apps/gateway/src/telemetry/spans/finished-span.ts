import type { AttributeWriter } from './attribute-writer.ts';

/** One span that is over. */
export interface FinishedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Null: it is the root. */
  readonly parentSpanId: string | null;
  readonly parentIsRemote: boolean;
  /** Empty where there is none. */
  readonly traceState: string;
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** Milliseconds since the epoch, fractional. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly events: readonly SpanEvent[];
  readonly writeAttributes: (attributes: AttributeWriter) => void;
}

/** A moment inside of it. */
export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since the epoch, fractional. */
  readonly atMs: number;
  readonly writeAttributes: (attributes: AttributeWriter) => void;
}
