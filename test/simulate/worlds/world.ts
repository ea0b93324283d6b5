import type { ArmName, RequestSample } from '@slipstream/statistics';
import type { Random } from '../random.ts';

/** One request, as a gateway's record has it. */
export interface WorldRequest {
  readonly arm: ArmName;
  /** Null where the unit is the request. */
  readonly unit: number | null;
  /** Whether its arrival counts here. */
  readonly hasArrived: boolean;
  readonly sample: RequestSample;
  /** ln TPOT. Null where it failed. */
  readonly logTpot: number | null;
}

/** What happens in one block of time. */
export interface WorldBlock {
  readonly epoch: number;
  readonly index: number;
  /** The candidate's. */
  readonly weight: number;
  /** Ready all through the block. */
  readonly replicas: Readonly<Record<ArmName, number>>;
  /** In order of time. */
  readonly requests: readonly WorldRequest[];
}

/** What is really the case of the candidate: the command knows it and the estimators do not. */
export interface Truth {
  /** Of the software, at equal load on equal machines. */
  readonly speedup: number;
  /** Share of requests that fail, by arm. */
  readonly errorRate: Readonly<Record<ArmName, number>>;
}

export interface World {
  readonly name: string;
  /** In a few words, for the table. */
  readonly what: string;
  /**
   * What the conclusion claims here.
   * - `valid`: intervals hold, and what is not faster is promoted at most as often as planned
   * - `paused`: load is not matched: the first answer is to pause, and it is never promoted
   * - `never-promoted`: the comparison is not fair (units get lost, or load is not matched by chance): it may say that there is
   *   no benefit before it sees that, but never promotes
   * - `none`: beyond what is claimed, shown for where the claim ends
   */
  readonly claim: 'valid' | 'paused' | 'never-promoted' | 'none';
  /** True speed-ups to simulate. With queues, the edge and the effect are not what they are at equal load, and are left out. */
  readonly scenarios: readonly Scenario[];
  readonly blocks: number;
  readonly simulate: (truth: Truth, random: Random, blocks: number) => Iterable<WorldBlock>;
}

/** - `same`: A/A
 * - `edge`: just the minimal effect, so that a promotion is just wrong: the hardest case
 * - `faster`: 1.3 times */
export type Scenario = 'same' | 'edge' | 'faster';

/** Seconds per block, in every world. */
export const blockSeconds = 30;
