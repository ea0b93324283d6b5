import type { Rollout } from '@slipstream/config';
import type { Refusal } from './command.ts';
import { isOver } from './phase.ts';
import { planned } from './rollout-state.ts';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Cause, Outcome } from './transition.ts';

/** Of a name that nobody has used. */
export function absent(plan: Rollout): RolloutState {
  return { ...planned(plan), source: 'api', phase: { kind: 'absent' } };
}

/**
 * A rollout is made by the API, under a name that is free: never used, deleted, or left by a file that no longer has it. It goes
 * on counting runs where an earlier one of that name ended, so that it has neither its seeds nor its statistics.
 */
export function createRollout(
  state: RolloutState,
  { plan, isInFile }: { readonly plan: Rollout; readonly isInFile: boolean },
  cause: Cause,
): Outcome | Refusal {
  const { phase, source } = state;
  if (isInFile) {
    const message = `${plan.name} is a rollout of slipstream.yaml, whose names win: take another name.`;
    return { refused: 'impossible', message };
  }
  const isLeft = source === 'file' && (phase.kind === 'planned' || isOver(phase));
  if (phase.kind !== 'absent' && !isLeft) {
    const message = `There is a rollout ${plan.name} already; it is ${phase.kind}. Take another name, or delete it when it is over.`;
    return { refused: 'impossible', message };
  }
  return moveTo({ ...state, plan, source: 'api' }, { kind: 'planned' }, cause, { unmeasured: 0 });
}

/**
 * Where nothing is left to decide: planned, over, or promoted for good and written into the file since (`isAsConfigured`). The model is
 * as configured again; the audit log stays.
 */
export function deleteRollout(state: RolloutState, isAsConfigured: boolean, cause: Cause): Outcome | Refusal {
  const { phase, source, plan } = state;
  if (source === 'file') {
    const message = `${plan.name} is a rollout of slipstream.yaml: take it out of the file.`;
    return { refused: 'impossible', message };
  }
  const isDone = phase.kind === 'promoted' && phase.settled && isAsConfigured;
  if (phase.kind === 'planned' || isOver(phase) || isDone) return moveTo(state, { kind: 'absent' }, cause);
  const hint =
    phase.kind === 'promoted'
      ? `let its rollback window pass and have the file give all of ${plan.model} to ${plan.candidate}, or undo it`
      : 'abort it first';
  const message = `${plan.name} is ${phase.kind}: delete is for a rollout that is planned or over; ${hint}.`;
  return { refused: 'impossible', message };
}

/** The file has a rollout of this name now. A run under way goes on by its own plan; the next one takes that of the file. */
export function adoptRollout(state: RolloutState, plan: Rollout, cause: Cause): Outcome {
  const { phase, sinceMs } = state;
  const isFree = phase.kind === 'absent' || phase.kind === 'planned';
  return isFree
    ? moveTo({ ...state, plan, source: 'file' }, { kind: 'planned' }, cause)
    : moveTo({ ...state, source: 'file' }, phase, cause, { sinceMs });
}
