import type { Method } from '@slipstream/metrics';
import { addRatio, emptyRatioSums, mergeRatio } from '@slipstream/statistics';
import type { RatioSums } from '@slipstream/statistics';
import { errorTable } from '../errors.ts';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';

/** Of the logarithms of times in seconds. Sums, so that slices of time add up. */
export interface LogSums {
  n: number;
  sum: number;
  squares: number;
}

/** What the answers of one variant add up to that ended within one slice of time. */
export interface AnswerSums {
  requests: number;
  /** Of the requests: those that failed by the fault of an engine or of the gateway. */
  failed: number;
  readonly timePerToken: LogSums;
  readonly timeToFirstToken: LogSums;
  /** Σ tokens over Σ forward passes, by method; methods are never added. */
  readonly passes: Partial<Record<Method, RatioSums>>;
}

/** A pace of fewer tokens says more about the first burst; the same cut as in metering. */
const fewestTokens = 8;

export function noAnswers(): AnswerSums {
  const none = (): LogSums => ({ n: 0, sum: 0, squares: 0 });
  return { requests: 0, failed: 0, timePerToken: none(), timeToFirstToken: none(), passes: {} };
}

/** In place: this runs with every request. */
export function addAnswer(sums: AnswerSums, record: RequestRecord, figures: RequestFigures): void {
  sums.requests += 1;
  if (isFailure(record)) sums.failed += 1;
  addLog(sums.timeToFirstToken, figures.timeToFirstTokenSeconds);
  if ((figures.tokens?.completion ?? 0) >= fewestTokens) addLog(sums.timePerToken, figures.timePerOutputTokenSeconds);
  const figure = figures.lastAttempt?.reading?.speculation ?? null;
  if (figure === null) return;
  const { tokens, steps } = figure.sums;
  sums.passes[figure.method] = addRatio(sums.passes[figure.method] ?? emptyRatioSums(), tokens, steps);
}

/** Of several slices together. */
export function mergeAnswers(all: readonly AnswerSums[]): AnswerSums {
  const whole = noAnswers();
  for (const one of all) {
    whole.requests += one.requests;
    whole.failed += one.failed;
    mergeLogs(whole.timePerToken, one.timePerToken);
    mergeLogs(whole.timeToFirstToken, one.timeToFirstToken);
    for (const method of ['exact', 'derived', 'estimated'] as const) {
      const passes = one.passes[method];
      if (passes !== undefined) whole.passes[method] = mergeRatio(whole.passes[method] ?? emptyRatioSums(), passes);
    }
  }
  return whole;
}

function isFailure({ outcome }: RequestRecord): boolean {
  if (outcome === null || outcome === 'ok') return false;
  const { fault } = errorTable[outcome];
  return fault === 'upstream' || fault === 'gateway';
}

function addLog(logs: LogSums, seconds: number | null): void {
  if (seconds === null || seconds <= 0) return;
  const log = Math.log(seconds);
  logs.n += 1;
  logs.sum += log;
  logs.squares += log * log;
}

function mergeLogs(into: LogSums, { n, sum, squares }: LogSums): void {
  into.n += n;
  into.sum += sum;
  into.squares += squares;
}
