import type { Rollout } from '@slipstream/config';
import type { IncidentKind } from '@slipstream/statistics';
import { errorTable } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { RequestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';

/** What one settled request says to a rollout. */
export interface AnswerSample {
  /** That answered, or failed last; that of the variant where none was asked. */
  readonly replica: string;
  readonly isWhole: boolean;
  /** No answer, by no fault of the client. */
  readonly isFailed: boolean;
  readonly incidents: readonly IncidentKind[];
  readonly decodeSeconds: number | null;
  readonly completionTokens: number | null;
  readonly timeToFirstTokenSeconds: number | null;
  /** Null where the engine did not say. */
  readonly finishReason: string | null;
}

export function answerSample(record: RequestRecord, figures: RequestFigures, { guardrails }: Rollout): AnswerSample {
  const { lastAttempt, tokens, timeToFirstTokenSeconds, timePerOutputTokenSeconds, decodeSeconds } = figures;
  const isWhole = record.outcome === 'ok';
  const isFailed = isFault(record.outcome ?? 'internal');
  // One that another try had to save is an incident, too: users waited for it.
  const isIncident =
    isFailed || record.attempts.some(({ outcome }) => outcome !== 'hedge_lost' && isFault(outcome ?? 'ok'));
  const { ttftMs, tpotMs } = guardrails.slo;
  const isLate = isAbove(timeToFirstTokenSeconds, ttftMs) || (isWhole && isAbove(timePerOutputTokenSeconds, tpotMs));
  return {
    replica: lastAttempt?.replica ?? `${record.decision?.variant.name ?? 'none'}:none`,
    isWhole,
    isFailed,
    incidents: [...(isIncident ? (['error'] as const) : []), ...(isLate ? (['slo-miss'] as const) : [])],
    // The pace of an answer that was cut, or collected on the way, is not that of the engine.
    decodeSeconds: timePerOutputTokenSeconds === null ? null : decodeSeconds,
    completionTokens: isWhole ? (tokens?.completion ?? null) : null,
    timeToFirstTokenSeconds: isWhole ? timeToFirstTokenSeconds : null,
    finishReason: isWhole ? (lastAttempt?.reading?.finishReason ?? null) : null,
  };
}

/** Faults of servers and of this gateway count for their arm; clients that err or leave, and a gateway that stops, do not. */
function isFault(outcome: Outcome): boolean {
  if (outcome === 'ok') return false;
  const { fault } = errorTable[outcome];
  return fault === 'upstream' || fault === 'gateway';
}

function isAbove(seconds: number | null, limitMs: number | null): boolean {
  return seconds !== null && limitMs !== null && seconds * 1000 > limitMs;
}
