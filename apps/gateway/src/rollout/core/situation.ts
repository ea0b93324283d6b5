import type { Moment } from './moment.ts';
import type { Evidence, Observation } from './observation.ts';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Cause, Changes, Outcome } from './transition.ts';
import type { Phase } from './phase.ts';
import { allVerdicts } from './verdicts/judge.ts';
import type { Judgement } from './verdicts/judge.ts';

/** Everything that a decision about a running rollout is made from. */
export interface Situation {
  readonly state: RolloutState;
  readonly observation: Observation;
  readonly evidence: Evidence;
  readonly judgement: Judgement;
  readonly now: Moment;
}

/** Nothing is decided: where it stands and what it waits for. */
export interface Waiting {
  readonly sentence: string;
}

export type Next = Outcome | Waiting;

export function wait(sentence: string): Waiting {
  return { sentence };
}

/** A move that the machine makes by itself, with the numbers it was made with. */
export function move({ state, ...rest }: Situation, phase: Phase, why: string, changes: Changes = {}): Outcome {
  return moveTo(state, phase, causeOf(rest, why), changes);
}

export function causeOf({ judgement, now }: Pick<Situation, 'judgement' | 'now'>, why: string): Cause {
  return { now, by: 'rollout', why, verdicts: allVerdicts(judgement) };
}
