import type { Config, Rollout } from '@slipstream/config';
import type { BrakePull } from './brake.ts';
import { missingArms } from './core/missing-arms.ts';
import { isOver } from './core/phase.ts';
import type { Refused } from './refusal.ts';
import type { StoredRollout } from './rollout-store.ts';

export interface Surroundings {
  readonly config: Config;
  readonly pulled: BrakePull | null;
  readonly others: readonly StoredRollout[];
}

/** What stands in the way of a run of this plan that is to begin; null: nothing. */
export function obstacleTo(plan: Rollout, { config, pulled, others }: Surroundings): Refused | null {
  if (pulled !== null) {
    return { refused: 'braked', message: `The brake is on (${pulled.by}: ${pulled.why}); release it first.` };
  }
  const missing = missingArms(config, plan);
  if (missing !== null) return { refused: 'impossible', message: `${plan.name} cannot begin: ${missing}.` };
  const rival = others.find(({ state: { plan: other, phase } }) => {
    const isDone = phase.kind === 'planned' || isOver(phase) || (phase.kind === 'promoted' && phase.settled);
    return other.name !== plan.name && other.model === plan.model && !isDone;
  });
  if (rival === undefined) return null;
  const { plan: other, phase } = rival.state;
  const message = `${other.name} has the traffic of ${plan.model} and is ${phase.kind}: one rollout of a model at a time.`;
  return { refused: 'impossible', message };
}
