import type { Rollout } from '@slipstream/config';
import type { Phase } from './phase.ts';

export type RolloutSource = 'file' | 'api';

export const decidedBy = ['rollout', 'file', 'person'] as const;

/** The machine by itself, the file for it has changed, or somebody who asked. */
export type DecidedBy = (typeof decidedBy)[number];

/** All that is known of a rollout's way. Plain data: it is stored as it is, and nothing else decides what traffic gets. */
export interface RolloutState {
  /** As it was when the run was started; a change of the file waits for the next run. */
  readonly plan: Rollout;
  /** Who has made it: `slipstream.yaml`, whose names win, or somebody by the API. */
  readonly source: RolloutSource;
  /** 0 before the first start. Each run has a seed and statistics of its own. */
  readonly run: number;
  /** Counts up through the rollout's life. Statistics of two epochs are never mixed where their traffic differed. */
  readonly epoch: number;
  /** First epoch whose failures count for the guardrails that watch the whole run. */
  readonly watchedFrom: number;
  /** Counts events: every change of anything but `unmeasured` raises it. */
  readonly revision: number;
  readonly phase: Phase;
  /** `Moment.runMs` at which the phase, or its step, began; time in pauses does not count. */
  readonly sinceMs: number;
  /** `Moment.wallMs` at which the run was started: of two rollouts of a model, the later one has its traffic. */
  readonly begunWallMs: number;
  /** `Moment.runMs` from which the longest time of the run counts. */
  readonly startedMs: number;
  /** `Moment.runMs` at which the last pause began. */
  readonly pausedMs: number;
  /** The candidate's share of the ready replicas when the run left `ready`; fixed for the run. In (0, 1). */
  readonly replicaShare: number;
  /** How often units were dealt anew since somebody began a run. */
  readonly redeals: number;
  /** When the last decision was made (epoch milliseconds), and in whose name. Null: there was none yet. */
  readonly decided: { readonly wallMs: number; readonly by: DecidedBy } | null;
  /** Looks in a row that could not measure. */
  readonly unmeasured: number;
  /** The draft weights that this run had loaded, as long as they are not put back; null: none. */
  readonly swapped: SwapMemory | null;
}

/** What acceptance was before a swap of draft weights, and with them, by where that was measured. */
export interface SwapMemory {
  /** Index of its step. */
  readonly step: number;
  /** Epoch before it. */
  readonly before: number;
  /** Epoch in which it was proven; null: not yet. */
  readonly proven: number | null;
  /** Why it has failed, while the old weights are put back; null: it has not. */
  readonly failure: string | null;
}

export function planned(plan: Rollout): RolloutState {
  return {
    plan,
    source: 'file',
    run: 0,
    epoch: 0,
    watchedFrom: 0,
    revision: 0,
    phase: { kind: 'planned' },
    sinceMs: 0,
    begunWallMs: 0,
    startedMs: 0,
    pausedMs: 0,
    replicaShare: 0.5,
    redeals: 0,
    decided: null,
    unmeasured: 0,
    swapped: null,
  };
}
