import { barsOf } from './bars.ts';
import { cells } from './cells.ts';
import type { Cell } from './cells.ts';
import type { SimulateOptions } from './options.ts';
import type { Result } from './report.ts';
import type { RunOutcome } from './run-world.ts';
import { summariseAlarms, summariseWorld } from './summary.ts';

/** Runs of one cell: what a worker is handed. */
export interface Task {
  readonly cell: string;
  readonly seeds: readonly number[];
}

export type Outcomes = readonly (RunOutcome | number | null)[];

/** Runs a task somewhere: here, or in a worker. */
export type RunTask = (task: Task) => Promise<Outcomes>;

export function runTask({ cell: name, seeds }: Task): Outcomes {
  const cell = cellOf(name);
  return seeds.map((seed) => cell.run(seed));
}

/** Runs in one task: long enough to be worth a message, short enough to share evenly. */
const runsPerTask = 10;

/** All cells that were asked for, in order. `say` hears of each when it is done. */
export async function simulate(
  options: Pick<SimulateOptions, 'seeds' | 'seed' | 'world'>,
  run: RunTask,
  say: (line: string) => void,
): Promise<readonly Result[]> {
  const seedsOf = (cell: Cell): readonly number[] => {
    const length = options.seeds * (cell.kind === 'alarm' ? cell.runsPerSeed : 1);
    return Array.from({ length }, (_, index) => options.seed * 1_000_003 + index);
  };
  const wanted = cells.filter(({ name }) => options.world === null || name.startsWith(`${options.world}/`));
  return Promise.all(
    wanted.map(async (cell) => {
      const parts = await Promise.all(chunks(seedsOf(cell)).map((chunk) => run({ cell: cell.name, seeds: chunk })));
      const result = resultOf(cell, parts.flat());
      say(`${cell.name}: ${result.bars.every(({ holds }) => holds) ? 'done' : 'a bar is missed'}`);
      return result;
    }),
  );
}

function resultOf(cell: Cell, outcomes: Outcomes): Result {
  const summary =
    cell.kind === 'world'
      ? summariseWorld(
          cell,
          outcomes.filter((outcome) => typeof outcome === 'object' && outcome !== null),
        )
      : summariseAlarms(
          cell,
          outcomes.filter((outcome) => typeof outcome !== 'object' || outcome === null),
        );
  return { cell, summary, bars: barsOf(cell, summary) };
}

function cellOf(name: string): Cell {
  const cell = cells.find((candidate) => candidate.name === name);
  if (cell === undefined) throw new RangeError(`there is no cell ${name}`);
  return cell;
}

function chunks(seeds: readonly number[]): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  for (let from = 0; from < seeds.length; from += runsPerTask) parts.push(seeds.slice(from, from + runsPerTask));
  return parts;
}
