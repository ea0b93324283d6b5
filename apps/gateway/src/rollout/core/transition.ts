import type { Action } from './action.ts';
import type { Moment } from './moment.ts';
import { stepOf } from './phase.ts';
import type { Phase } from './phase.ts';
import type { DecidedBy, RolloutState } from './rollout-state.ts';
import { isSameTraffic, trafficOf } from './traffic.ts';
import type { Verdict } from './verdicts/verdict.ts';

export interface Outcome {
  readonly state: RolloutState;
  readonly actions: readonly Action[];
}

/** What a decision is made by, and of. */
export interface Cause {
  readonly now: Moment;
  /** `rollout`, or who asked. */
  readonly by: string;
  readonly why: string;
  readonly request?: string | null;
  readonly verdicts: readonly Verdict[];
}

export type Changes = Partial<Omit<RolloutState, 'plan' | 'phase' | 'revision' | 'epoch'>> & {
  /** Statistics start anew though the traffic stays. */
  readonly newEpoch?: boolean;
};

/** By whom a decision is made that follows from a change of the file. */
export const theFile = 'slipstream.yaml';

/**
 * The only way from one phase or step to another: never without an event. Statistics start anew whenever the traffic does:
 * arms are never pooled over a change of weights.
 */
export function moveTo(state: RolloutState, phase: Phase, cause: Cause, changes: Changes = {}): Outcome {
  const { newEpoch = false, ...rest } = changes;
  const decided = { wallMs: cause.now.wallMs, by: inWhoseName(cause.by) };
  const revision = state.revision + 1;
  const moved: RolloutState = { ...state, sinceMs: cause.now.runMs, ...rest, phase, revision, decided };
  const isNew = newEpoch || !isSameTraffic(trafficOf(state), trafficOf(moved));
  const next: RolloutState = isNew ? { ...moved, epoch: state.epoch + 1 } : moved;
  const { now: at, by, why, verdicts, request = null } = cause;
  const event = {
    rollout: state.plan.name,
    model: state.plan.model,
    revision: next.revision,
    run: next.run,
    at,
    by,
    request,
    why,
    from: state.phase.kind,
    to: phase.kind,
    step: stepOf(phase),
    traffic: trafficOf(next),
    verdicts,
  };
  return { state: next, actions: [{ kind: 'record', event }] };
}

function inWhoseName(by: string): DecidedBy {
  if (by === 'rollout') return 'rollout';
  return by === theFile ? 'file' : 'person';
}
