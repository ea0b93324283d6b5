import { TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { RequestTrace } from '../ports.ts';
import { writeTraceContext } from './trace-context.ts';

type Headers = Readonly<Record<string, string>>;

/** A trace of which this gateway keeps no span: the engine is told the same place in it that the gateway was given. */
export class ForwardedTrace implements RequestTrace {
  readonly traceId: string;
  readonly isKept: boolean;
  readonly #headers: Headers;

  constructor(context: SpanContext) {
    this.traceId = context.traceId;
    this.isKept = (context.traceFlags & TraceFlags.SAMPLED) !== 0;
    this.#headers = writeTraceContext(context);
  }

  openAttempt(): Headers {
    return this.#headers;
  }

  closeAttempt(): void {
    // Nothing was opened.
  }

  settle(): void {
    // As above.
  }
}
