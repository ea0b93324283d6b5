import { parseArgs } from 'node:util';
import { worlds } from './worlds/worlds.ts';

const guardrails = ['errors', 'mismatches'];

export const usage = `usage: simulate [--seeds N] [--seed S] [--world NAME] [--json FILE]
  --seeds N      runs of each world and truth, more where they are quick (default 200)
  --seed S       base of their seeds (default 1): other runs for another base, the same for the same
  --world NAME   one world only: ${[...worlds.map(({ name }) => name), ...guardrails].join(', ')}
  --json FILE    write the figures there as well

Exit code 1: a bar was missed. 2: wrong arguments.`;

export interface SimulateOptions {
  readonly help: boolean;
  readonly seeds: number;
  readonly seed: number;
  /** Null for all. */
  readonly world: string | null;
  readonly json: string | null;
}

/** @throws Error with what is wrong with the arguments. */
export function readOptions(args: readonly string[]): SimulateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      world: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    seeds: wholeNumber('seeds', values.seeds, 1, 100_000),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31),
    world: values.world === undefined ? null : worldName(values.world),
    json: values.json ?? null,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: ${JSON.stringify(text)} is not a whole number from ${least} to ${most}\n\n${usage}`);
}

function worldName(name: string): string {
  const names = [...worlds.map((world) => world.name), ...guardrails];
  if (names.includes(name)) return name;
  throw new Error(`--world: there is no ${JSON.stringify(name)}, but ${names.join(', ')}\n\n${usage}`);
}
