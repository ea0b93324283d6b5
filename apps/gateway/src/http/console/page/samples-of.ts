import type { Interval } from '@slipstream/statistics';
import type { RolloutSample, Samples } from '../../../history/slice.ts';
import { trafficOf } from '../../../rollout/core/traffic.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConclusionRow } from '../console-sources.ts';
import { claimsOfRows } from './claims-of.ts';

/** What history keeps of rollouts and conclusions at the end of each slice: what cards show, so that charts end where they stand. */
export function samplesOf(
  rollouts: readonly StoredRollout[],
  rows: readonly (ConclusionRow & { readonly model: string })[],
): Samples {
  const byModel = Map.groupBy(rows, ({ model }) => model);
  const speedups = new Map([...byModel].map(([model, own]) => [model, speedupsIn(own)] as const));
  return { rollouts: new Map(rollouts.map((one) => [one.state.plan.name, sampleOf(one)])), speedups };
}

function speedupsIn(rows: readonly ConclusionRow[]): ReadonlyMap<string, Interval> {
  const found = new Map<string, Interval>();
  for (const variant of new Set(rows.map((row) => row.variant))) {
    const { speedUp } = claimsOfRows(rows, variant);
    if (speedUp !== null) found.set(variant, speedUp);
  }
  return found;
}

function sampleOf({ state, report }: StoredRollout): RolloutSample {
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
