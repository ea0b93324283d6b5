import type { RolloutShape } from './rollout-shape.ts';
import { CliError } from '../cli-context.ts';
import { command } from '../command.ts';
import type { Command } from '../command.ts';
import type { AdminClient } from './admin-client.ts';
import { clientOf } from './client-of.ts';
import { Ending } from './ending.ts';
import { existenceCommands } from './existence-commands.ts';
import { exitCodeOf } from './exit-code.ts';
import { eventInLine, inLines } from './in-lines.ts';
import type { LiveContext } from './live-context.ts';
import { watchRollout } from './watch-rollout.ts';

const adminArgs = {
  admin: { type: 'string', description: 'URL of an admin API (or SLIPSTREAM_ADMIN; default http://127.0.0.1:9090)' },
  json: { type: 'boolean', description: 'Print JSON, one line each' },
} as const;

const namedArgs = {
  ...adminArgs,
  name: { type: 'positional', required: true, description: 'Name of the rollout' },
} as const;

const askArgs = {
  ...namedArgs,
  why: { type: 'string', default: '', description: 'For the audit log' },
  at: { type: 'string', description: 'PHASE or PHASE:STEP; done only where the rollout is there' },
  watch: { type: 'boolean', description: 'Go on watching until it is over' },
} as const;

const promoteArgs = { ...askArgs, full: { type: 'boolean', description: 'Without a proof' } } as const;

const verbs = {
  start: 'Begins a run',
  pause: 'Holds it where it is; guardrails watch on',
  resume: 'Goes on from where it was paused',
  abort: 'Gives everything back to the control',
  retry: 'Begins another run after one that is over',
  undo: 'Takes a promotion back',
} as const;

interface Asked {
  readonly admin?: string | undefined;
  readonly json?: boolean | undefined;
  readonly name: string;
  readonly why: string;
  readonly at?: string | undefined;
  readonly watch?: boolean | undefined;
}

/** `slipstream rollout …`, by the word behind it: leads the rollouts of a gateway that runs. */
export function rolloutCommands(context: LiveContext): Readonly<Record<string, Command>> {
  const { out } = context;
  const show = (rollout: RolloutShape, json: boolean | undefined): void =>
    out(json === true ? `${JSON.stringify(rollout)}\n` : `${inLines(rollout).join('\n')}\n`);

  const watchToItsEnd = async (client: AdminClient, { name, json = false }: Asked): Promise<void> => {
    throw new Ending(await watchRollout(client, name, { context, json }));
  };

  const ask = async (verb: string, full: boolean, args: Asked): Promise<void> => {
    const client = clientOf(context, args.admin);
    const expected = args.at === undefined ? null : readPlace(args.at);
    const asked = { why: args.why, full, expected, idempotencyKey: context.newKey() };
    show(await client.ask(args.name, verb, asked), args.json);
    if (args.watch === true) await watchToItsEnd(client, args);
  };

  const asking = Object.entries(verbs).map(
    ([verb, description]) => [verb, command(description, askArgs, (args) => ask(verb, false, args))] as const,
  );
  return {
    list: command('Shows all rollouts', adminArgs, async ({ admin, json }) => {
      for (const rollout of await clientOf(context, admin).rollouts()) show(rollout, json);
    }),

    status: command('Shows where it stands; the exit code tells how it ended', namedArgs, async (args) => {
      const rollout = await clientOf(context, args.admin).rollout(args.name);
      show(rollout, args.json);
      throw new Ending(exitCodeOf(rollout) ?? 0);
    }),

    watch: command('Watches it until it is over; the exit code tells how it ended', namedArgs, async (args) => {
      await watchToItsEnd(clientOf(context, args.admin), { ...args, why: '' });
    }),

    log: command('Shows who decided what, when and why', namedArgs, async ({ admin, json, name }) => {
      const events = await clientOf(context, admin).events(name);
      for (const event of events) out(`${json === true ? JSON.stringify(event) : eventInLine(event)}\n`);
    }),

    promote: command('Confirms what waits for a confirmation', promoteArgs, (args) =>
      ask('promote', args.full === true, args),
    ),
    ...Object.fromEntries(asking),
    ...existenceCommands(context, show),
  };
}

function readPlace(text: string): { readonly phase: string; readonly step?: number } {
  const [, phase, step] = /^([a-z_]+)(?::(\d+))?$/.exec(text) ?? [];
  if (phase === undefined) {
    throw new CliError(`--at ${JSON.stringify(text)} is no place; a phase, or a phase and a step, is: running:2`);
  }
  return step === undefined ? { phase } : { phase, step: Number(step) };
}
