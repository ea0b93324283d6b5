import { decodeTimeMs, overheadMs, timePerOutputTokenMs, timeToFirstTokenMs } from '@slipstream/metrics';
import type { AnswerReading, TokenCounts } from '@slipstream/metrics';
import { gpuTime } from './gpu-time.ts';
import type { GpuTime } from './gpu-time.ts';
import type { AttemptRecord, RequestRecord } from './request-record.ts';

/**
 * What the clocks and counts of one settled request say, computed once and read by every sink (metrics, ledger, span,
 * log). Seconds. `null` is "unknown" or "does not apply", never 0. The sums themselves are those of @slipstream/metrics.
 */
export interface RequestFigures {
  readonly durationSeconds: number;
  /** Of the duration, the part in which no upstream exchange was open: reading the body, queueing, our own work. */
  readonly overheadSeconds: number;
  /** Received → first token. Streams only: a whole answer has no first token that anyone could see. */
  readonly timeToFirstTokenSeconds: number | null;
  /** First → last token, however the stream ended: the steps seen in it are real. */
  readonly decodeSeconds: number | null;
  /** TPOT, of streams that ended well only: cut answers would bias the mean towards whatever cuts answers. */
  readonly timePerOutputTokenSeconds: number | null;
  readonly tokens: TokenCounts | null;
  readonly gpuTime: GpuTime | null;
  /** The attempt that gave the answer, or the last failure; null when none was made. */
  readonly lastAttempt: AttemptRecord | null;
}

/** Expects a settled record; one without an end is read as if it had ended when it was received. */
export function requestFigures(record: RequestRecord): RequestFigures {
  const request = { startMs: record.receivedAtMs, endMs: record.endedAtMs ?? record.receivedAtMs };
  const upstream = record.attempts.map(({ startedAtMs, endedAtMs }) => ({
    startMs: startedAtMs,
    endMs: endedAtMs ?? request.endMs,
  }));
  const lastAttempt = record.attempts.at(-1) ?? null;
  const reading = lastAttempt?.reading ?? null;
  const streamed = record.stream ? reading : null;
  return {
    durationSeconds: (request.endMs - request.startMs) / 1000,
    overheadSeconds: overheadMs(request, upstream) / 1000,
    timeToFirstTokenSeconds: streamed && seconds(timeToFirstTokenMs(record.receivedAtMs, streamed)),
    decodeSeconds: streamed && seconds(decodeTimeMs(streamed)),
    timePerOutputTokenSeconds: streamed && seconds(pace(record, streamed)),
    tokens: reading?.tokens ?? null,
    gpuTime: gpuTime(record),
    lastAttempt,
  };
}

/** Null when all tokens came in one read: something on the way collected the stream, and its pace is not visible here. */
function pace(record: RequestRecord, reading: AnswerReading): number | null {
  if (record.outcome !== 'ok' || reading.end !== 'complete') return null;
  const perTokenMs = timePerOutputTokenMs(reading);
  return perTokenMs !== null && perTokenMs > 0 ? perTokenMs : null;
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000;
}
