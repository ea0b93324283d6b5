import type { LogLevel } from '@slipstream/config';
import { acceleration } from '@slipstream/metrics';
import { errorTable } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import type { RequestTrace } from '../ports.ts';
import { IsoTime } from './iso-time.ts';
import { JsonLine } from './json-line.ts';
import type { LogDestination } from './line-buffer.ts';

type Level = 'info' | 'warn' | 'error';

/** By whose fault it was: a client's mistake and a client's leaving are our normal day. */
const levels: Readonly<Record<'client' | 'upstream' | 'gateway' | 'nobody', Level>> = {
  client: 'info',
  nobody: 'info',
  upstream: 'warn',
  gateway: 'error',
};

const severity: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

const longestModelName = 128;

/**
 * One line per settled request, in the form of the logger's. Never a prompt, an answer, a credential or a user's name. The
 * one line that every request writes is written by hand: a quarter of what a general logger needs for its twenty fields.
 */
export class RequestLog implements Sink {
  readonly name = 'log';
  readonly #least: number;
  readonly #destination: LogDestination;
  readonly #times = new IsoTime();

  constructor(level: LogLevel, destination: LogDestination) {
    this.#least = severity[level];
    this.#destination = destination;
  }

  settle(record: RequestRecord, figures: RequestFigures, trace: RequestTrace): void {
    const level = levelOf(record.outcome);
    if (severity[level] < this.#least) return;
    const line = new JsonLine('level', level);
    line.word('time', this.#times.text(record.receivedWallMs + figures.durationSeconds * 1000));
    writeRequest(line, record, figures);
    line.word('trace_id', trace.traceId);
    line.word('msg', 'request');
    this.#destination.write(line.end());
  }
}

function levelOf(outcome: Outcome | null): Level {
  if (outcome === null) return 'error'; // Settled without an outcome: our own mistake.
  return outcome === 'ok' ? 'info' : levels[errorTable[outcome].fault];
}

/** What is unknown is left out. */
function writeRequest(line: JsonLine, record: RequestRecord, figures: RequestFigures): void {
  const speculation = figures.lastAttempt?.reading?.speculation ?? null;
  line.word('request_id', record.id);
  line.word('route', record.route);
  line.text('key', record.key);
  line.text('model', record.model?.slice(0, longestModelName) ?? null);
  line.word('variant', record.decision?.variant.name ?? null);
  if (record.decision?.forced === true) line.flag('forced', true);
  line.word('replica', figures.lastAttempt?.replica ?? null);
  line.number('attempts', record.attempts.length);
  line.flag('stream', record.stream);
  line.word('outcome', record.outcome);
  line.number('status', record.status);
  line.text('error', shownError(record));
  line.number('duration_ms', milliseconds(figures.durationSeconds));
  line.number('queued_ms', rounded(record.queuedMs));
  line.number('overhead_ms', milliseconds(figures.overheadSeconds));
  line.number('ttft_ms', milliseconds(figures.timeToFirstTokenSeconds));
  line.number('tpot_ms', milliseconds(figures.timePerOutputTokenSeconds));
  line.number('prompt_tokens', figures.tokens?.prompt ?? null);
  line.number('completion_tokens', figures.tokens?.completion ?? null);
  line.word('tokens_source', figures.tokens?.source ?? null);
  if (speculation !== null) {
    line.number('steps', rounded(speculation.sums.steps));
    line.number('acceleration', rounded(acceleration(speculation.sums)));
    line.word('method', speculation.method);
  }
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
