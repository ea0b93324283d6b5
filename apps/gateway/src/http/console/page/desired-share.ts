import type { Model } from '@slipstream/config';
import { trafficOf } from '../../../rollout/core/traffic.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';

/** A variant's share of a model's units, as decided: by its rollout where that has its traffic, else as configured. Null: nobody's. */
export function desiredShare({ experiment }: Model, variant: string, rollout: StoredRollout | null): number | null {
  const traffic = rollout === null ? null : trafficOf(rollout.state);
  if (rollout !== null && traffic !== null) {
    const share = traffic.coverage * traffic.candidateWeight;
    return variant === rollout.state.plan.candidate ? share : 1 - share;
  }
  const { coverage, weights, fallback } = experiment;
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return null;
  return ((weights.get(variant) ?? 0) / total) * coverage + (variant === fallback ? 1 - coverage : 0);
}
