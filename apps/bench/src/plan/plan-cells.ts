import type { Arm } from './arm.ts';
import type { ArmOrder, Level } from './bench-options.ts';

/** What is measured in one go: a level of concurrency on these arms, at the same time. */
export interface Cell extends Level {
  readonly arms: readonly Arm[];
}

/** The measurements of a run in their order. */
export function planCells(
  levels: readonly Level[],
  arms: readonly Arm[],
  orders: readonly ArmOrder[],
): readonly Cell[] {
  return levels.flatMap((level, index) =>
    orders[index] === 'apart' ? arms.map((arm) => ({ ...level, arms: [arm] })) : [{ ...level, arms }],
  );
}
