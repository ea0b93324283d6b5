import type { IncidentKind } from './evidence.ts';

/** One ended request of an arm, as `addRequest` takes it. Unknown is null and stays out of the sums. */
export interface RequestSample {
  /** The replica that served it, or was to. */
  readonly replica: string;
  /** Whole seconds since the run began, when it ended. */
  readonly tick: number;
  /** Last token − first token, in seconds. Null unless the stream ended well. */
  readonly decodeSeconds: number | null;
  /** By usage, never by chunk. */
  readonly completionTokens: number | null;
  readonly timeToFirstTokenSeconds: number | null;
  /** Time-weighted mean of requests in flight on the replica, itself included: (∫n at end − ∫n at start) / duration. */
  readonly concurrency: number | null;
  /**
   * What went wrong. Where units are sticky: only what goes wrong for this unit for the first time, else one bad user is many.
   */
  readonly incidents: readonly IncidentKind[];
}
