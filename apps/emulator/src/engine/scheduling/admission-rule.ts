import type { BatchLimits } from './batch-limits.ts';
import type { Room } from './admission-queue.ts';

/** A running batch as the admission rule sees it. */
export interface BatchState {
  readonly size: number;
  /** Tokens that its requests may come to hold. */
  readonly totalTokens: number;
  /** Passes since newcomers last joined, the prefill itself counted. */
  readonly passesSinceAdmission: number;
}

/** Why newcomers may interrupt: they waited long enough, or there are enough of them. TGI's `tgi_batch_concat` reasons. */
export type MergeReason = 'wait_exceeded' | 'backpressure';

/** What the next prefill may hold, and why it may interrupt the batch (null: none runs), by the rule of TGI's batching task. */
export function admissionRoom(
  batch: BatchState,
  limits: BatchLimits,
  atMs: number,
): { room: Room; reason: MergeReason | null } {
  const idle = batch.size === 0;
  const waitedLong = batch.passesSinceAdmission >= limits.maxWaitingTokens;
  const enough = Math.max(1, Math.floor(batch.size * limits.waitingServedRatio));
  const room: Room = {
    atMs,
    least: idle || waitedLong ? 1 : enough,
    most: limits.maxBatchSize === null ? Infinity : limits.maxBatchSize - batch.size,
    prefillTokens: limits.maxBatchPrefillTokens,
    totalTokens: limits.maxBatchTotalTokens - batch.totalTokens,
    idle,
  };
  if (idle) return { room, reason: null };
  return { room, reason: waitedLong ? 'wait_exceeded' : 'backpressure' };
}
