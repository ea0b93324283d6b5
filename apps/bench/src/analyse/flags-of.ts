import type { RequestRecord } from '../run/request-record.ts';
import type { ArmMeasurement } from '../run/measurement.ts';
import type { Flag, FlagCode } from './bench-row.ts';
import { isLate } from './is-late.ts';
import { quantilesOf } from './quantiles-of.ts';
import { decodeTimeMs } from './request-times.ts';

/** Engine and answers must agree on the tokens of one idle-to-idle window; what is above was somebody else's, or lost. */
const largestDisagreement = 0.01;
/** Fewer requests than this make intervals that look like figures and are not. */
const fewRequests = 10;
const worthless: ReadonlySet<FlagCode> = new Set(['counter-reset', 'wrong-variant']);

/** The row says nothing about its variant: not even with a caveat. */
export function isWorthless(flags: readonly Flag[]): boolean {
  return flags.some(({ code }) => worthless.has(code));
}

/** Everything about one measurement that could make its row lie. Worst first. */
export function flagsOf(measurement: ArmMeasurement): readonly Flag[] {
  const checks = [reset, wrongVariant, foreign, totals, noCounters, errors, few, lag];
  return checks.flatMap((check) => check(measurement) ?? []);
}

/** Tokens of all answers, also of those that broke off: the engine counted them too. */
export function tokensSeen(records: readonly RequestRecord[]): number {
  return records.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
}

function reset({ counters }: ArmMeasurement): Flag | null {
  return counters?.reset === true ? { code: 'counter-reset', message: 'its engine was restarted meanwhile' } : null;
}

function wrongVariant({ arm, records }: ArmMeasurement): Flag | null {
  if (!arm.forced) return null;
  const wrong = records.find(({ failure, variant }) => failure === null && variant !== arm.name);
  if (wrong === undefined) return null;
  const message = wrong.variant === null ? 'an answer names no variant' : `${wrong.variant} answered in its place`;
  return { code: 'wrong-variant', message };
}

function foreign({ foreignTraffic }: ArmMeasurement): Flag | null {
  return foreignTraffic === null ? null : { code: 'foreign-traffic', message: `before it began, ${foreignTraffic}` };
}

function totals({ counters, records }: ArmMeasurement): Flag | null {
  if (counters === null || counters.reset || counters.tokensCount === 0) return null;
  const total = counters.tokenSum + counters.tokensCount;
  const seen = tokensSeen(records);
  const share = Math.abs(seen - total) / total;
  if (share <= largestDisagreement) return null;
  const message = `its engine counted ${total} tokens, the answers have ${seen} (${(100 * share).toFixed(1)} % apart)`;
  return { code: 'totals-disagree', message };
}

function noCounters({ counters, records, arm }: ArmMeasurement): Flag | null {
  if (counters === null)
    return { code: 'no-counters', message: `no /metrics of its engine (--metrics ${arm.name}=URL)` };
  if (counters.tokensCount > 0 || tokensSeen(records) === 0) return null;
  return { code: 'no-counters', message: 'its /metrics does not count tgi_request_skipped_tokens' };
}

function errors({ records }: ArmMeasurement): Flag | null {
  const failed = records.flatMap(({ failure }) => failure ?? []);
  const [first] = failed;
  if (first === undefined) return null;
  return { code: 'errors', message: `${failed.length} of ${records.length} requests failed, first: ${first.message}` };
}

function few({ records }: ArmMeasurement): Flag | null {
  const complete = records.filter(({ failure }) => failure === null).length;
  return complete >= fewRequests ? null : { code: 'few-requests', message: `only ${complete} complete answers` };
}

/** TPOT is decode time / (tokens − 1), so this is about speed-up; the table marks a TTFT that suffers (`isLate`). */
function lag({ records, lagP99Ms }: ArmMeasurement): Flag | null {
  const decodeMs = quantilesOf(records.map(decodeTimeMs)).p50;
  if (!isLate(lagP99Ms, decodeMs)) return null;
  const message = `the bench itself was late by ${lagP99Ms?.toFixed(1) ?? ''} ms (p99), decoding took ${decodeMs?.toFixed(1) ?? ''} ms`;
  return { code: 'client-lag', message };
}
