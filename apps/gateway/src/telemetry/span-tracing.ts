import { TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { errorTable } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { AttemptOutcome, AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import type { Random, RequestTrace, UpstreamHeaders } from '../ports.ts';
import { ForwardedTrace } from './forwarded-trace.ts';
import type { GenAiNames } from './semantic-conventions.ts';
import {
  spanEvents,
  spanName,
  writeAssignment,
  writeAttemptAttributes,
  writeRequestAttributes,
} from './span-attributes.ts';
import type { FinishedSpan, SpanEvent } from './spans/finished-span.ts';
import { readTraceContext, writeTraceContext } from './trace-context.ts';
import { RandomIds, UnsampledTraces } from './trace-ids.ts';
import type { Tracing } from './tracing.ts';

export interface SpanTracingOptions {
  /** Takes the spans that are kept. */
  readonly spans: { add(span: FinishedSpan): void };
  readonly names: GenAiNames;
  readonly sampleRatio: number;
  readonly random: Random;
}

/**
 * A server span per request and a client span per attempt below it. Their ids are made when each opens, since the
 * engine must be told; everything else is written when it ends, from the record.
 *
 * Whether a trace is kept is decided here: a caller who decided is followed; else `sampleRatio` of the requests are kept. For the
 * others, nine of ten, there is no span at all.
 */
export class SpanTracing implements Tracing {
  readonly #options: SpanTracingOptions;
  readonly #unsampled: UnsampledTraces;
  readonly #ids: RandomIds;

  constructor(options: SpanTracingOptions) {
    this.#options = options;
    this.#unsampled = new UnsampledTraces(options.random);
    this.#ids = new RandomIds(options.random);
  }

  open(record: RequestRecord, headers: UpstreamHeaders): RequestTrace {
    const { random, sampleRatio } = this.#options;
    const caller = readTraceContext(headers);
    if (caller !== null && (caller.traceFlags & TraceFlags.SAMPLED) === 0) return new ForwardedTrace(caller);
    if (caller === null && random() >= sampleRatio) return new ForwardedTrace(this.#unsampled.next());
    return new RequestSpans(this.#options, this.#ids, record, caller);
  }
}

class RequestSpans implements RequestTrace {
  readonly isKept = true;
  readonly #options: SpanTracingOptions;
  readonly #ids: RandomIds;
  readonly #record: RequestRecord;
  readonly #caller: SpanContext | null;
  readonly #traceState: string;
  readonly #spanId: string;
  readonly traceId: string;
  /** Ids of the attempts that are under way. */
  readonly #attempts = new Map<AttemptRecord, string>();

  constructor(options: SpanTracingOptions, ids: RandomIds, record: RequestRecord, caller: SpanContext | null) {
    this.#options = options;
    this.#ids = ids;
    this.#record = record;
    this.#caller = caller;
    this.#traceState = caller?.traceState?.serialize() ?? '';
    this.traceId = caller?.traceId ?? ids.trace();
    this.#spanId = ids.span();
  }

  openAttempt(attempt: AttemptRecord): Readonly<Record<string, string>> {
    const spanId = this.#ids.span();
    this.#attempts.set(attempt, spanId);
    const { traceId } = this;
    const traceState = this.#caller?.traceState;
    const context = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
    return writeTraceContext(traceState === undefined ? context : { ...context, traceState });
  }

  closeAttempt(attempt: AttemptRecord): void {
    const spanId = this.#attempts.get(attempt);
    if (spanId === undefined) return;
    this.#attempts.delete(attempt);
    const record = this.#record;
    try {
      this.#add({
        spanId,
        parentSpanId: this.#spanId,
        parentIsRemote: false,
        name: spanName(record, record.decision?.variant.model ?? null),
        kind: 'client',
        startMs: wallMs(record, attempt.startedAtMs),
        endMs: wallMs(record, attempt.endedAtMs ?? record.endedAtMs ?? attempt.startedAtMs),
        isError: isFailedCall(attempt.outcome),
        events: firstToken(record, attempt),
        writeAttributes: (to) => writeAttemptAttributes(to, this.#options.names, record, attempt),
      });
    } catch {
      // What cannot be written may cost a span, never a request.
    }
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    for (const attempt of this.#attempts.keys()) this.closeAttempt(attempt);
    this.#add({
      spanId: this.#spanId,
      parentSpanId: this.#caller?.spanId ?? null,
      parentIsRemote: this.#caller !== null,
      name: spanName(record, record.decision?.model.name ?? null),
      kind: 'server',
      startMs: wallMs(record, record.receivedAtMs),
      endMs: wallMs(record, record.endedAtMs ?? record.receivedAtMs),
      isError: isOurFailure(record.outcome),
      events: decisionOf(record),
      writeAttributes: (to) => writeRequestAttributes(to, this.#options.names, record, figures),
    });
  }

  #add(span: Omit<FinishedSpan, 'traceId' | 'traceState'>): void {
    this.#options.spans.add({ ...span, traceId: this.traceId, traceState: this.#traceState });
  }
}

function decisionOf(record: RequestRecord): readonly SpanEvent[] {
  const { decidedAtMs } = record;
  if (decidedAtMs === null) return [];
  const writeAttributes: SpanEvent['writeAttributes'] = (to) => writeAssignment(to, record);
  return [{ name: spanEvents.decision, atMs: wallMs(record, decidedAtMs), writeAttributes }];
}

function firstToken(record: RequestRecord, { reading }: AttemptRecord): readonly SpanEvent[] {
  const atMs = reading?.firstTokenAtMs ?? null;
  if (atMs === null) return [];
  return [{ name: spanEvents.firstToken, atMs: wallMs(record, atMs), writeAttributes: () => undefined }];
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

function wallMs(record: RequestRecord, atMs: number): number {
  return record.receivedWallMs + (atMs - record.receivedAtMs);
}
