import { readAge } from '@slipstream/config';
import type { KeyChange } from '../key-book.ts';
import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { command } from './command.ts';
import type { Command } from './command.ts';
import { configArg } from './config-arg.ts';
import { keyEventsTable } from './key-events-table.ts';
import { keysTable } from './keys-table.ts';
import { readGrants } from './read-grants.ts';
import { withStore } from './with-store.ts';

const nameArg = { name: { type: 'positional', required: true, description: 'Name of the key' } } as const;
const whyArg = { why: { type: 'string', default: '', description: 'For the audit: why it is done' } } as const;
const SHOWN_EVENTS = 1000;
const limitForm = 'SOFT/HARD, either may be left out';

const createArgs = {
  ...nameArg,
  ...configArg,
  models: { type: 'string', description: 'Models that it may use, with commas; default: all' },
  'allow-forced': { type: 'boolean', description: 'It may choose a variant' },
  requests: { type: 'string', description: 'Rate, such as 600/m' },
  tokens: { type: 'string', description: 'Rate, such as 1e6/h' },
  'day-tokens': { type: 'string', description: `Budget of tokens per day: ${limitForm}` },
  'day-cost': { type: 'string', description: `Budget of cost per day: ${limitForm}` },
  'month-tokens': { type: 'string', description: `Budget of tokens per month: ${limitForm}` },
  'month-cost': { type: 'string', description: `Budget of cost per month: ${limitForm}` },
  role: { type: 'string', description: 'In the admin API: viewer, operator or admin; default: none' },
  ...whyArg,
} as const;

const listArgs = {
  ...configArg,
  format: {
    type: 'enum',
    options: ['table', 'json'] as ('table' | 'json')[],
    default: 'table',
    description: 'How it is printed',
  },
} as const;

const rotateArgs = {
  ...nameArg,
  ...configArg,
  grace: { type: 'string', description: 'How long the old secret stays good, such as 24h; default: not at all' },
  ...whyArg,
} as const;

const logArgs = {
  ...configArg,
  after: { type: 'string', default: '0', description: `Those after this one; ${SHOWN_EVENTS} at most are shown` },
  format: listArgs.format,
} as const;

const revokeArgs = { ...nameArg, ...configArg, ...whyArg } as const;

/** Makes keys, shows them without their secrets, takes them back. A running gateway follows within a second or two. */
export function keysCommands(context: CliContext): Readonly<Record<string, Command>> {
  const { out, err } = context;
  /** Each is a change of its own, which no other repeats: so a secret always comes of it. */
  const change = (why: string): KeyChange => ({ by: whoTypes(context), why, request: null });
  return {
    create: command('Makes a key and prints its secret, this once', createArgs, async (args) => {
      const secret = await withStore(args.config, context, (store, { models, keys }) => {
        if (keys?.has(args.name) === true) throw new CliError(`The configuration has a key "${args.name}" already.`);
        return store.createKey(args.name, readGrants(args, new Set(models.keys())), change(args.why));
      });
      err(`The key "${args.name}" was made. Its secret is shown this once:\n`);
      out(`${secret}\n`);
    }),

    list: command('Shows all keys that were made, never a secret', listArgs, async ({ config, format }) => {
      const keys = await withStore(config, context, (store) => store.listKeys());
      if (format === 'json') out(`${JSON.stringify(keys, null, 2)}\n`);
      else if (keys.length === 0) err('No key was ever made here; those of the configuration are not listed.\n');
      else out(keysTable(keys, context.wallTime()));
    }),

    rotate: command(
      'Gives a key another secret, and prints it, this once',
      rotateArgs,
      async ({ name, config, grace, why }) => {
        const age = grace === undefined ? null : readAge(grace);
        if (age !== null && !age.ok) throw new CliError(`--grace ${age.message}`);
        const secret = await withStore(config, context, (store) => store.rotateKey(name, age?.value ?? 0, change(why)));
        const old = grace === undefined ? 'The old one is refused from now on' : `The old one is good for ${grace}`;
        err(`The key "${name}" has another secret, shown this once. ${old}.\n`);
        out(`${secret}\n`);
      },
    ),

    revoke: command('Takes a key back, for good', revokeArgs, async ({ name, config, why }) => {
      await withStore(config, context, (store) => store.revokeKey(name, change(why)));
      err(`The key "${name}" is revoked.\n`);
    }),

    log: command('Who changed which key, when and why', logArgs, async ({ config, after, format }) => {
      const first = Number(after);
      if (!Number.isSafeInteger(first) || first < 0) throw new CliError(`--after: "${after}" is no number of a change`);
      const events = await withStore(config, context, (store) => store.keyEvents(first, SHOWN_EVENTS));
      if (format === 'json') out(`${JSON.stringify(events, null, 2)}\n`);
      else if (events.length === 0) err('No key was changed since.\n');
      else out(keyEventsTable(events));
    }),
  };
}

/** For the audit. No name of a key has a colon. */
function whoTypes({ env }: CliContext): string {
  const user = env['USER'] ?? env['LOGNAME'];
  return user === undefined || user === '' ? 'cli' : `cli:${user}`;
}
