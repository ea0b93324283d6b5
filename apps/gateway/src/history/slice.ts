import type { Interval } from '@slipstream/statistics';
import type { AnswerSums } from './answer-sums.ts';

/** Where a rollout stood when a slice ended. */
export interface RolloutSample {
  readonly phase: string;
  /** Confidence sequence; null: nothing is claimed. */
  readonly speedup: Interval | null;
  /** Of all units, as decided; null: as the model is configured. */
  readonly desiredShare: number | null;
}

/** What is sampled, and not added up, at the end of a slice. */
export interface Samples {
  /** By name. */
  readonly rollouts: ReadonlyMap<string, RolloutSample>;
  /** Speed-up over the control as it stood, by model and variant; those without a claim are left out. */
  readonly speedups: ReadonlyMap<string, ReadonlyMap<string, Interval>>;
}

/** A few seconds of the past. */
export interface Slice extends Samples {
  /** Counts slices since the gateway started. */
  readonly index: number;
  /** Epoch milliseconds. */
  readonly endWallMs: number;
  /** By model and variant; those without an answer are left out. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, AnswerSums>>;
}
