import type { Interval } from '@slipstream/statistics';
import type { Arms } from './arms.ts';

/** One look at the world. */
export interface Observation {
  /** Replicas that may get traffic. */
  readonly readyReplicas: Arms<number>;
  /** What the samples of the state's run and epoch say, or why they could not be had. */
  readonly evidence: Evidence | Unmeasured;
  /** What came of asking the engines for other draft weights; null while that is not known. */
  readonly swap: SwapAnswer | null;
}

/** What the engines said, which proves nothing. */
export interface SwapAnswer {
  /** All of them say that they did. */
  readonly accepted: boolean;
  /** Engines that may have loaded them: all but those that surely did not. */
  readonly taken: number;
  readonly reason: string;
}

/** An error, not a failure: nothing was measured, and nothing follows from it but patience. */
export interface Unmeasured {
  readonly unmeasured: string;
}

/**
 * Numbers that may be looked at any time. Null: not known yet, or not measured here. Intervals are confidence sequences;
 * e-values are evidence against "no difference", and 1/alpha is where that is given up.
 */
export interface Evidence {
  /** Answers that count, by arm, in this epoch. */
  readonly requests: Arms<number>;
  /** Closed time blocks of this epoch in which both arms answered. */
  readonly blocks: number;
  /** Since both arms last had an answer, milliseconds; null before that. */
  readonly quietMs: number | null;
  /** Answers of the least asked ready replica of the candidate, in this run. */
  readonly warmAnswers: number;
  /** TPOT of control / candidate: exp of the mean log difference of blocks. */
  readonly speedup: Interval | null;
  /** Candidate / control, ratio of sums: seconds per token. */
  readonly tpot: Interval | null;
  /** Candidate / control, exp of the mean log difference. */
  readonly ttft: Interval | null;
  /** Candidate / control, tokens of an answer. */
  readonly length: Interval | null;
  /** Candidate / control, arrivals per ready replica. */
  readonly load: Interval | null;
  /** Tokens per forward pass of the candidate: Σ tokens / Σ steps. */
  readonly acceleration: Interval | null;
  /** The same of the last minutes only: a long past must not hide that it has ended. */
  readonly accelerationLately: Interval | null;
  /** Acceleration in this epoch / before the draft weights were swapped. */
  readonly accelerationGain: Interval | null;
  /** Of the replica that is furthest behind what the swap was proven with; null: none was, or not enough is known. */
  readonly leastSwapped: SwapKeeping | null;
  /** Over the epochs since `watchedFrom`. */
  readonly failures: FailureEvidence;
  readonly sloMisses: number | null;
  readonly mismatch: number | null;
  readonly finishReasons: number | null;
  readonly srm: number | null;
  /** Of units under one split in this run, or of a sample of them: how many were exposed to both arms. Null: units are requests. */
  readonly exposed: { readonly inBoth: number; readonly units: number } | null;
}

/** Whether a replica still drafts as it was proven to after a swap. Tokens per forward pass. */
export interface SwapKeeping {
  readonly replica: string;
  readonly lately: Interval;
  readonly before: number;
  readonly proven: number;
}

export interface FailureEvidence {
  readonly eValue: number;
  /** Failed requests by arm. */
  readonly failed: Arms<number>;
  /** Failed requests of the candidate beyond its part by weight. */
  readonly excess: number;
}
