import type { SwapStep } from '@slipstream/config';
import type { Action } from './action.ts';
import type { Moment } from './moment.ts';
import { isOver, stepOf } from './phase.ts';
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
 * arms are never pooled over a change of weights. A run that ends without a promotion leaves the engines no draft weights of its
 * own: the next one would be measured against them.
 */
export function moveTo(state: RolloutState, phase: Phase, cause: Cause, changes: Changes = {}): Outcome {
  const { newEpoch = false, ...rest } = changes;
  const decided = { wallMs: cause.now.wallMs, by: inWhoseName(cause.by) };
  const revision = state.revision + 1;
  const changed: RolloutState = { ...state, sinceMs: cause.now.runMs, ...rest, phase, revision, decided };
  const undone = isOver(phase) ? firstSwap(changed) : null;
  const moved = isOver(phase) ? { ...changed, swapped: null } : changed;
  const isNew = newEpoch || !isSameTraffic(trafficOf(state), trafficOf(moved));
  const next: RolloutState = isNew ? { ...moved, epoch: state.epoch + 1 } : moved;
  const { now: at, by, verdicts, request = null } = cause;
  const why = undone === null ? cause.why : `${cause.why}; ${puttingBack(undone)}`;
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
  const record: Action = { kind: 'record', event };
  const putsBack = undone !== null && undone.back !== null;
  return { state: next, actions: putsBack ? [record, { kind: 'swap', step: undone, load: 'old' }] : [record] };
}

/** What it says of the old weights, none of which can be measured any more: the candidate has no traffic. */
function puttingBack({ back }: SwapStep): string {
  return back === null
    ? 'its draft weights stay loaded, since no `back` is configured'
    : 'the engines are asked for the old draft weights';
}

/** Its `back` leads to what was loaded before the run, whatever was swapped after it. */
function firstSwap({ plan, swapped }: RolloutState): SwapStep | null {
  if (swapped === null) return null;
  return plan.steps.slice(0, swapped.step + 1).find((step) => step.kind === 'swap') ?? null;
}

function inWhoseName(by: string): DecidedBy {
  if (by === 'rollout') return 'rollout';
  return by === theFile ? 'file' : 'person';
}
