import type { ArmMeasurement } from '../run/measurement.ts';
import type { BenchRow, Flag } from './bench-row.ts';
import { isWorthless } from './flags-of.ts';
import { speedupBetween } from './speedup-between.ts';

export type SpeedupClaim = Pick<BenchRow, 'speedup' | 'speedupMethod' | 'speedupReason'>;

/** One side of a comparison: a measurement and what is wrong with it. */
export interface Side {
  readonly measurement: ArmMeasurement;
  readonly flags: readonly Flag[];
}

/** The speed-up that may be stated, or the reason why none is. `control`: the same level of the arm's control, if it has one. */
export function claimSpeedup(variant: Side, control: Side | null): SpeedupClaim {
  const { arm } = variant.measurement;
  if (arm.control === null) return noClaim('compared with nothing: it is a control, or has none');
  if (control === null) return noClaim(`its control ${arm.control} was not measured`);
  const reason = basesReason(variant.measurement, control.measurement) ?? sidesReason([variant, control]);
  if (reason !== null) return noClaim(reason);
  const between = speedupBetween(control.measurement.records, variant.measurement.records);
  if (between.method === null) return noClaim(between.reason);
  return { speedup: between.interval, speedupMethod: between.method, speedupReason: null };
}

function noClaim(reason: string): SpeedupClaim {
  return { speedup: null, speedupMethod: null, speedupReason: reason };
}

/** Another model has other tokens and other answers: a ratio of their times says nothing about a speculator. */
function basesReason({ arm }: ArmMeasurement, { arm: control }: ArmMeasurement): string | null {
  if (arm.base === null || control.base === null || arm.base === control.base) return null;
  return `another base model: ${arm.name} is ${arm.base}, ${control.name} is ${control.base}`;
}

function sidesReason(sides: readonly Side[]): string | null {
  const worthless = sides.find(({ flags }) => isWorthless(flags));
  if (worthless !== undefined) return `the row of ${worthless.measurement.arm.name} is worthless`;
  const unstreamed = sides.find(
    ({ measurement }) => !measurement.records.some(({ firstTokenAtMs }) => firstTokenAtMs !== null),
  );
  return unstreamed === undefined ? null : `no streamed answer of ${unstreamed.measurement.arm.name}: no token times`;
}
