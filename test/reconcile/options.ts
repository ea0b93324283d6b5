import { parseArgs } from 'node:util';

export const usage = `usage: reconcile [--requests N] [--clients N] [--seed N] [--json FILE]
  --requests N   in all, over every dialect (default 10000)
  --clients N    that ask at the same time (default 40)
  --seed N       of what is asked, and of when clients leave (default 1)
  --json FILE    writes all that was compared`;

export interface ReconcileOptions {
  readonly help: boolean;
  readonly requests: number;
  readonly clients: number;
  readonly seed: number;
  readonly json: string | null;
}

/** @throws Error with what is wrong with the arguments. */
export function readOptions(args: readonly string[]): ReconcileOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '10000' },
      clients: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    requests: whole('requests', values.requests, 100_000),
    clients: whole('clients', values.clients, 1000),
    seed: whole('seed', values.seed, 2 ** 31),
    json: values.json ?? null,
  };
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name}: ${JSON.stringify(text)} is not a whole number from 1 to ${most}\n\n${usage}`);
}
