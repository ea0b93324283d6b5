import type { Experiment } from '@slipstream/config';
import { bucketRanges, chooseVariation, hashUnit } from '@slipstream/statistics';
import type { BucketRange } from '@slipstream/statistics';

export interface Assignment {
  readonly variant: string;
  /** False where the unit is outside the coverage, and so tells nothing about the experiment. */
  readonly exposure: boolean;
}

/**
 * The variant of one unit: GrowthBook's hash v2 over [0, 1), cut into one range per variant. A range begins at the sum
 * of the earlier weights and is coverage · weight wide, so that raising the coverage only adds units and moves none.
 */
export function assignVariant(experiment: Experiment, unit: string): Assignment {
  const { names, ranges } = tableOf(experiment);
  const chosen = names[chooseVariation(hashUnit(experiment.seed, unit), ranges)];
  return chosen === undefined ? { variant: experiment.fallback, exposure: false } : { variant: chosen, exposure: true };
}

interface Table {
  readonly names: readonly string[];
  readonly ranges: readonly BucketRange[];
}

/** Ranges depend on the experiment alone, which is frozen; they go when its configuration does. */
const tables = new WeakMap<Experiment, Table>();

function tableOf(experiment: Experiment): Table {
  const known = tables.get(experiment);
  if (known !== undefined) return known;
  const names = [...experiment.weights.keys()];
  const table = { names, ranges: bucketRanges(names.length, experiment.coverage, [...experiment.weights.values()]) };
  tables.set(experiment, table);
  return table;
}
