import { parseArgs } from 'node:util';

export const usage = `usage: soak [--minutes N] [--streams N]
  --minutes N   how long the load lasts (default 20); a third of it is warm-up. CI takes 2
  --streams N   clients that each ask again as soon as they are through (default 64)`;

export interface SoakOptions {
  readonly help: boolean;
  readonly minutes: number;
  readonly streams: number;
}

/** @throws Error with what is wrong with the arguments. */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '20' },
      streams: { type: 'string', default: '64' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    minutes: between('minutes', values.minutes, 0.5, 24 * 60),
    streams: Math.round(between('streams', values.streams, 1, 2000)),
  };
}

function between(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new Error(`--${name}: ${JSON.stringify(text)} is not a number from ${least} to ${most}\n\n${usage}`);
}
