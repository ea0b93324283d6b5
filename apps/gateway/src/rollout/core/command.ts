import type { Rollout } from '@slipstream/config';
import { beginRun } from './begin-run.ts';
import type { Moment } from './moment.ts';
import { pause, resume } from './pause.ts';
import { isActive, isOver, stepOf } from './phase.ts';
import type { PhaseName } from './phase.ts';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Cause, Outcome } from './transition.ts';

export type Verb = 'start' | 'pause' | 'resume' | 'promote' | 'abort' | 'retry' | 'undo' | 'brake';

export interface Command {
  readonly verb: Verb;
  /** Of `promote`: whatever the proof, by somebody's own judgement. */
  readonly full: boolean;
  readonly by: string;
  /** Of this one command, by whoever asks: `RolloutEvent.request`. */
  readonly request: string | null;
  /** In the words of whoever asks; may be empty. */
  readonly why: string;
  /** What the asker believes it to be at; null: whatever it is at. */
  readonly expected: Expected | null;
  /** The plan in force today, which a new run takes. */
  readonly plan: Rollout;
}

export interface Expected {
  readonly phase?: PhaseName | undefined;
  readonly step?: number | undefined;
  readonly revision?: number | undefined;
}

/** `moved`: it is not where the asker believed it. `impossible`: there is nothing of the kind to do. */
export interface Refusal {
  readonly refused: 'moved' | 'impossible';
  readonly message: string;
}

/** What somebody asks for. An abort and the brake, which are one to the rollout, are never refused while there is anything to stop. */
export function command(state: RolloutState, asked: Command, now: Moment): Outcome | Refusal {
  const { phase } = state;
  const moved = asked.expected === null ? null : difference(state, asked.expected);
  if (moved !== null) return { refused: 'moved', message: moved };
  const why = asked.why === '' ? `${asked.verb} was asked for` : asked.why;
  const cause: Cause = { now, by: asked.by, why, request: asked.request, verdicts: [] };
  switch (asked.verb) {
    case 'start':
      return phase.kind === 'planned' ? beginRun(state, asked.plan, cause) : impossible(state, 'start', 'planned');
    case 'retry':
      return isOver(phase) ? beginRun(state, asked.plan, cause) : impossible(state, 'retry', 'over');
    case 'pause':
      if (!isActive(phase)) return impossible(state, 'pause', 'under way');
      return pause(state, phase, { kind: 'asked' }, cause);
    case 'resume':
      return resume(state, cause) ?? impossible(state, 'resume', 'paused');
    case 'promote':
      return promote(state, asked.full, cause);
    case 'undo':
      if (phase.kind !== 'promoted') return impossible(state, 'undo', 'promoted');
      return moveTo(state, { kind: 'rolled_back' }, cause);
    default:
      if (phase.kind === 'planned' || isOver(phase)) return impossible(state, asked.verb, 'under way');
      return moveTo(state, { kind: 'rolled_back' }, cause);
  }
}

/** Confirms what waits for a confirmation; with `full`, or out of a pause, it is promoted without a proof, and that is on record. */
function promote(state: RolloutState, full: boolean, cause: Cause): Outcome | Refusal {
  const { phase, plan, sinceMs } = state;
  if (phase.kind === 'paused' || (full && isActive(phase) && phase.kind !== 'promoting')) {
    return moveTo(state, { kind: 'promoting' }, { ...cause, why: `by hand, without a proof: ${cause.why}` });
  }
  const isGate = phase.kind === 'running' && plan.steps[phase.step + 1]?.confirm === true;
  if ((isGate || (phase.kind === 'deciding' && plan.confirmPromotion)) && !phase.confirmed) {
    return moveTo(state, { ...phase, confirmed: true }, cause, { sinceMs });
  }
  const message = `Nothing of ${plan.name} waits for a confirmation: it is ${place(state)}. To skip its proof, ask with full.`;
  return { refused: 'impossible', message };
}

function impossible(state: RolloutState, verb: Verb, needed: string): Refusal {
  const message = `${state.plan.name} is ${place(state)}: ${verb} is for a rollout that is ${needed}.`;
  return { refused: 'impossible', message };
}

function difference(state: RolloutState, { phase, step, revision }: Expected): string | null {
  const differs =
    (phase !== undefined && phase !== state.phase.kind) ||
    (step !== undefined && step !== stepOf(state.phase)) ||
    (revision !== undefined && revision !== state.revision);
  return differs
    ? `${state.plan.name} is ${place(state)} (revision ${state.revision}), and not where you expect it.`
    : null;
}

function place({ phase, plan }: RolloutState): string {
  const step = stepOf(phase);
  return step === null ? phase.kind : `${phase.kind}, step ${step + 1} of ${plan.steps.length}`;
}
