import { addToCluster, emptyClusterSums } from '../cluster/cluster-sums.ts';
import type { ClusterPart } from '../cluster/cluster-sums.ts';
import type { ArmName, Evidence, UnitSums } from './evidence.ts';
import { logsOf } from './logs-of.ts';
import type { RequestSample } from './request-sample.ts';

/** What a sticky unit has had so far in its arm. Kept by the caller, by unit; an evicted one comes back as another unit. */
export type UnitSoFar = Readonly<Record<keyof UnitSums, ClusterPart>>;

const nothing: ClusterPart = { n: 0, sum: 0 };
const newUnit: UnitSoFar = { logTpot: nothing, logTtft: nothing, logLength: nothing };
const noUnits: UnitSums = {
  logTpot: emptyClusterSums(),
  logTtft: emptyClusterSums(),
  logLength: emptyClusterSums(),
};

/**
 * One ended request of a sticky unit, which had `before` (undefined for a new one). Gives the sums of all units and what to
 * keep of this one. Beside `addRequest`, not instead of it.
 */
export function addToUnit(
  units: Evidence['units'],
  arm: ArmName,
  before: UnitSoFar | undefined,
  sample: RequestSample,
): { readonly units: NonNullable<Evidence['units']>; readonly unit: UnitSoFar } {
  const logs = logsOf(sample);
  const all = units ?? { control: noUnits, candidate: noUnits };
  const sums = { ...all[arm] };
  const unit = { ...(before ?? newUnit) };
  for (const key of ['logTpot', 'logTtft', 'logLength'] as const) {
    const x = logs[key];
    if (x === null) continue;
    sums[key] = addToCluster(sums[key], unit[key], x);
    unit[key] = { n: unit[key].n + 1, sum: unit[key].sum + x };
  }
  return { units: { ...all, [arm]: sums }, unit };
}
