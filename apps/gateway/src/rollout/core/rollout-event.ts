import type { Moment } from './moment.ts';
import type { PhaseName } from './phase.ts';
import type { Traffic } from './traffic.ts';
import type { Verdict } from './verdicts/verdict.ts';

/** One decision, as the audit log keeps it: what, when, by whom, why, and the numbers it was made with. */
export interface RolloutEvent {
  readonly rollout: string;
  readonly model: string;
  /** Of the state that it led to: unique within the rollout, without gaps. */
  readonly revision: number;
  readonly run: number;
  readonly at: Moment;
  /** `rollout`: the machine itself. Else who asked. */
  readonly by: string;
  /** Name of the request that asked for it: asked again by that name, it is not decided again. Null: nobody named it. */
  readonly request: string | null;
  /** In plain words. */
  readonly why: string;
  readonly from: PhaseName;
  readonly to: PhaseName;
  /** Index of the step after it; null where there is none. */
  readonly step: number | null;
  /** In force after it; null: as the model is configured. */
  readonly traffic: Traffic | null;
  readonly verdicts: readonly Verdict[];
}

/** What was done: most decisions move a rollout; some make it, or delete it. */
export const deeds = ['created', 'moved', 'deleted'] as const;

export function deedOf({ from, to }: Pick<RolloutEvent, 'from' | 'to'>): (typeof deeds)[number] {
  if (from === 'absent') return 'created';
  return to === 'absent' ? 'deleted' : 'moved';
}
