import type { AnswerReading } from '@slipstream/metrics';
import type { Outcome } from '../errors.ts';
import type { Decision, ReplicaTime } from '../ports.ts';

/** How an attempt ended. `hedge_lost`: another one brought the first token, and this one was aborted; nobody's fault. */
export type AttemptOutcome = Outcome | 'hedge_lost';

/** `retry`: after one that failed. `hedge`: beside one whose first token was late. */
export type AttemptKind = 'first' | 'retry' | 'hedge';

/** One try against one replica. Times: `Clock.now()` milliseconds; null until it happened. */
export interface AttemptRecord {
  /** In the order of their starts. */
  readonly index: number;
  readonly kind: AttemptKind;
  readonly replica: string;
  /** Attempts of this gateway under way there when it began, this one among them. */
  readonly concurrency: number;
  readonly startedAtMs: number;
  headAtMs: number | null;
  endedAtMs: number | null;
  upstreamStatus: number | null;
  outcome: AttemptOutcome | null;
  reading: AnswerReading | null;
  /** Its part of the replica's time; null until it has ended. */
  replicaTime: ReplicaTime | null;
}

/**
 * Everything that is known of one request, filled along its way by the pipeline and read once, when it has settled.
 * Metrics, span, log line and ledger row are made from this alone.
 */
export interface RequestRecord {
  /** Set when opened. */
  readonly id: string;
  readonly route: 'chat' | 'completions';
  readonly receivedAtMs: number;
  readonly receivedWallMs: number;
  /** Name of the client's key; null before it is known, and where none is asked for. */
  key: string | null;
  /** Set by the peek at the body. `model` is what the client asked for, and may name no model of ours. */
  model: string | null;
  stream: boolean;
  maxTokens: number | null;
  temperature: number | null;
  promptClass: string | null;
  /** Set by routing; null when the request ended before. */
  decision: Decision | null;
  /** Set with the decision. */
  decidedAtMs: number | null;
  /** Time in the queue for a replica with room; null where it did not have to wait. */
  queuedMs: number | null;
  /** In the order of their starts, but the one that gave the answer, if any did, is the last. */
  readonly attempts: AttemptRecord[];
  /** Set when the first byte of a body went to the client. */
  firstByteAtMs: number | null;
  /** Set at the end, all at once. */
  outcome: Outcome | null;
  /** HTTP status that the client saw, 499 where it left before one. */
  status: number | null;
  errorMessage: string | null;
  endedAtMs: number | null;
}
