import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, HrTime, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { errorTable } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { AttemptOutcome, AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import type { Random, RequestTrace, UpstreamHeaders } from '../ports.ts';
import { ForwardedTrace } from './forwarded-trace.ts';
import type { GenAiNames } from './semantic-conventions.ts';
import { attemptAttributes, decisionAttributes, requestAttributes, spanEvents, spanName } from './span-attributes.ts';
import { readTraceContext, writeTraceContext } from './trace-context.ts';
import { UnsampledTraces } from './trace-ids.ts';
import type { Tracing } from './tracing.ts';

/**
 * A server span per request and a client span per attempt below it. Their ids are made when each opens, since the
 * engine must be told; everything else is written when it ends, from the record.
 *
 * Whether a trace is kept is decided here and not by the SDK: a caller who decided is followed; else `sampleRatio` of the
 * requests are kept. For the others, nine of ten, no span is made at all, which is most of what tracing costs.
 */
export class SpanTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #names: GenAiNames;
  readonly #sampleRatio: number;
  readonly #random: Random;
  readonly #unsampled: UnsampledTraces;

  /** @param options `tracer`: one that keeps all that it is given. */
  constructor(options: {
    readonly tracer: Tracer;
    readonly names: GenAiNames;
    readonly sampleRatio: number;
    readonly random: Random;
  }) {
    this.#tracer = options.tracer;
    this.#names = options.names;
    this.#sampleRatio = options.sampleRatio;
    this.#random = options.random;
    this.#unsampled = new UnsampledTraces(options.random);
  }

  open(record: RequestRecord, headers: UpstreamHeaders): RequestTrace {
    const caller = readTraceContext(headers);
    if (caller !== null && (caller.traceFlags & TraceFlags.SAMPLED) === 0) return new ForwardedTrace(caller);
    if (caller === null && this.#random() >= this.#sampleRatio) return new ForwardedTrace(this.#unsampled.next());
    return new RequestSpans(this.#tracer, this.#names, record, caller);
  }
}

class RequestSpans implements RequestTrace {
  readonly isKept = true;
  readonly #tracer: Tracer;
  readonly #names: GenAiNames;
  readonly #record: RequestRecord;
  readonly #span: Span;
  readonly #context: Context;
  readonly #attempts = new Map<AttemptRecord, Span>();

  constructor(tracer: Tracer, names: GenAiNames, record: RequestRecord, caller: SpanContext | null) {
    this.#tracer = tracer;
    this.#names = names;
    this.#record = record;
    const parent = caller === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
    const startTime = wallTime(record, record.receivedAtMs);
    this.#span = tracer.startSpan(spanName(record, null), { kind: SpanKind.SERVER, startTime }, parent);
    this.#context = trace.setSpan(ROOT_CONTEXT, this.#span);
  }

  get traceId(): string {
    return this.#span.spanContext().traceId;
  }

  openAttempt(attempt: AttemptRecord): Readonly<Record<string, string>> {
    try {
      const name = spanName(this.#record, this.#record.decision?.variant.model ?? null);
      const startTime = wallTime(this.#record, attempt.startedAtMs);
      const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime }, this.#context);
      this.#attempts.set(attempt, span);
      return writeTraceContext(span.spanContext());
    } catch {
      return {}; // A broken tracer may cost a span, never a request.
    }
  }

  closeAttempt(attempt: AttemptRecord): void {
    const span = this.#attempts.get(attempt);
    if (span === undefined) return;
    this.#attempts.delete(attempt);
    try {
      if (span.isRecording()) {
        span.setAttributes(attemptAttributes(this.#names, this.#record, attempt));
        const firstTokenAtMs = attempt.reading?.firstTokenAtMs ?? null;
        if (firstTokenAtMs !== null) span.addEvent(spanEvents.firstToken, wallTime(this.#record, firstTokenAtMs));
        if (isFailedCall(attempt.outcome)) span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(wallTime(this.#record, attempt.endedAtMs ?? this.#record.endedAtMs ?? attempt.startedAtMs));
    } catch {
      // As above.
    }
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    for (const attempt of this.#attempts.keys()) this.closeAttempt(attempt);
    if (this.#span.isRecording()) {
      this.#span.updateName(spanName(record, record.decision?.model.name ?? null));
      this.#span.setAttributes(requestAttributes(this.#names, record, figures));
      const { decidedAtMs } = record;
      if (decidedAtMs !== null) {
        this.#span.addEvent(spanEvents.decision, decisionAttributes(record), wallTime(record, decidedAtMs));
      }
      if (isOurFailure(record.outcome)) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end(wallTime(record, record.endedAtMs ?? record.receivedAtMs));
  }
}

/** To a caller any unhappy answer is an error; a client that left is not the engine's failure, nor is a hedge that lost. */
function isFailedCall(outcome: AttemptOutcome | null): boolean {
  return outcome !== null && outcome !== 'ok' && outcome !== 'hedge_lost' && errorTable[outcome].fault !== 'nobody';
}

/** A server answers for its own failures: the HTTP conventions leave the status of a 4xx unset. */
function isOurFailure(outcome: Outcome | null): boolean {
  if (outcome === null || outcome === 'ok') return false;
  const { fault } = errorTable[outcome];
  return fault === 'upstream' || fault === 'gateway';
}

/** [seconds, nanoseconds] since the epoch. A pair, because OpenTelemetry guesses the meaning of a single number. */
function wallTime(record: RequestRecord, atMs: number): HrTime {
  const wallMs = record.receivedWallMs + (atMs - record.receivedAtMs);
  const wholeSeconds = Math.floor(wallMs / 1000);
  return [wholeSeconds, Math.min(999_999_999, Math.round((wallMs - wholeSeconds * 1000) * 1e6))];
}
