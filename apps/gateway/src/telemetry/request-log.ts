import { acceleration } from '@slipstream/metrics';
import { errorTable } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import type { Logger } from '../ports.ts';

type Level = 'info' | 'warn' | 'error';

/** By whose fault it was: a client's mistake and a client's leaving are our normal day. */
const levels: Readonly<Record<'client' | 'upstream' | 'gateway' | 'nobody', Level>> = {
  client: 'info',
  nobody: 'info',
  upstream: 'warn',
  gateway: 'error',
};

const longestModelName = 128;

/** One line per settled request. Never a prompt, an answer, a credential or a user's name. */
export class RequestLog implements Sink {
  readonly name = 'log';
  readonly #logger: Logger;
  readonly #traceId: (record: RequestRecord) => string | null;

  constructor(logger: Logger, traceId: (record: RequestRecord) => string | null) {
    this.#logger = logger;
    this.#traceId = traceId;
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    const fields = { ...requestFields(record, figures), trace_id: this.#traceId(record) };
    const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    this.#logger[levelOf(record.outcome)](known, 'request');
  }
}

function levelOf(outcome: Outcome | null): Level {
  if (outcome === null) return 'error'; // Settled without an outcome: our own mistake.
  return outcome === 'ok' ? 'info' : levels[errorTable[outcome].fault];
}

function requestFields(record: RequestRecord, figures: RequestFigures): Readonly<Record<string, unknown>> {
  const speculation = figures.lastAttempt?.reading?.speculation ?? null;
  return {
    request_id: record.id,
    route: record.route,
    key: record.key,
    model: record.model?.slice(0, longestModelName) ?? null,
    variant: record.decision?.variant.name ?? null,
    forced: record.decision?.forced === true ? true : null,
    replica: figures.lastAttempt?.replica ?? null,
    attempts: record.attempts.length,
    stream: record.stream,
    outcome: record.outcome,
    status: record.status,
    error: shownError(record),
    duration_ms: milliseconds(figures.durationSeconds),
    queued_ms: rounded(record.queuedMs),
    overhead_ms: milliseconds(figures.overheadSeconds),
    ttft_ms: milliseconds(figures.timeToFirstTokenSeconds),
    tpot_ms: milliseconds(figures.timePerOutputTokenSeconds),
    prompt_tokens: figures.tokens?.prompt ?? null,
    completion_tokens: figures.tokens?.completion ?? null,
    tokens_source: figures.tokens?.source ?? null,
    steps: speculation === null ? null : rounded(speculation.sums.steps),
    acceleration: speculation === null ? null : rounded(acceleration(speculation.sums)),
    method: speculation?.method ?? null,
  };
}

/** Engines quote the request in some of their refusals; those texts go to the client, who wrote it, and not to a log. */
function shownError(record: RequestRecord): string | null {
  return record.outcome === 'engine_rejected' ? null : record.errorMessage;
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : rounded(seconds * 1000);
}

/** Three digits after the point: microseconds, and no noise of binary fractions. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
