import type { ArmMeasurement } from '../run/measurement.ts';
import type { BenchRow } from './bench-row.ts';
import { claimSpeedup } from './claim-speedup.ts';
import type { Side } from './claim-speedup.ts';
import { flagsOf } from './flags-of.ts';
import { lengthFlag } from './length-flag.ts';
import { rowOf } from './row-of.ts';

/** A row for each measurement, each arm's rows together, in the order in which arms and levels were first measured. */
export function analyse(measurements: readonly ArmMeasurement[]): readonly BenchRow[] {
  const sides = measurements.map((measurement): Side => ({ measurement, flags: flagsOf(measurement) }));
  const byArm = Map.groupBy(sides, ({ measurement }) => measurement.arm.name);
  return [...byArm.values()].flat().map((side) => {
    const control = controlOf(side, sides);
    const claim = claimSpeedup(side, control);
    const length =
      claim.speedup === null || control === null
        ? null
        : lengthFlag(control.measurement.records, side.measurement.records);
    return rowOf(side.measurement, claim, length === null ? side.flags : [...side.flags, length]);
  });
}

function controlOf({ measurement: { arm, vus } }: Side, sides: readonly Side[]): Side | null {
  const isControl = ({ measurement: other }: Side): boolean => other.arm.name === arm.control && other.vus === vus;
  return sides.find(isControl) ?? null;
}
