import type { Interval } from '@slipstream/statistics';
import type { Samples } from '../../../history/slice.ts';
import { trafficOf } from '../../../rollout/core/traffic.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';

/** A speed-up that is claimed of a variant. */
export interface ClaimedSpeedup {
  readonly model: string;
  readonly variant: string;
  readonly interval: Interval;
}

/** What history keeps of rollouts and claims at the end of each slice. */
export function samplesOf(rollouts: readonly StoredRollout[], claimed: readonly ClaimedSpeedup[]): Samples {
  const speedups = new Map<string, Map<string, Interval>>();
  for (const { model, variant, interval } of claimed) {
    const byVariant = speedups.get(model) ?? new Map<string, Interval>();
    speedups.set(model, byVariant.set(variant, interval));
  }
  return { rollouts: new Map(rollouts.map((one) => [one.state.plan.name, sampleOf(one)])), speedups };
}

function sampleOf({ state, report }: StoredRollout) {
  const verdict = (check: string) => report?.verdicts.find((one) => one.check === check) ?? null;
  const traffic = trafficOf(state);
  // Under any other load no speed-up is claimed.
  const isMatched = verdict('load')?.result === 'pass';
  return {
    phase: state.phase.kind,
    speedup: isMatched ? (verdict('speed-up')?.interval ?? null) : null,
    desiredShare: traffic === null ? null : traffic.coverage * traffic.candidateWeight,
  };
}
