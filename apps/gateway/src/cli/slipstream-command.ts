import { KeyError } from '../key-error.ts';
import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import type { Command } from './command.ts';
import { keysCommands } from './keys-command.ts';
import { brakeCommand } from './live/brake-command.ts';
import { conclusionsCommand } from './live/conclusions-command.ts';
import { Ending } from './live/ending.ts';
import type { LiveContext } from './live/live-context.ts';
import { rolloutCommands } from './live/rollout-commands.ts';
import { migrateCommand } from './migrate-command.ts';
import { usageCommand } from './usage-command.ts';

/** Exit codes. */
const exits = { done: 0, failed: 1, wrongUsage: 2 } as const;

/**
    ['migrate', migrateCommand(context)],
    ...ofRollouts,
    ['brake', brakeCommand(context)],
    ['conclusions', conclusionsCommand(context)],
 */
export async function slipstreamCommand(rawArgs: readonly string[], context: LiveContext): Promise<number> {
  const commands = allCommands(context);
  const asksForHelp = rawArgs.some((word) => word === '--help' || word === '-h');
  const found = [...commands].find(([name]) => rawArgs.slice(0, name.split(' ').length).join(' ') === name);
  if (found === undefined) {
    context.err(overview(commands));
    return asksForHelp ? exits.done : exits.wrongUsage;
  }
  const [name, chosen] = found;
  if (asksForHelp) {
    context.out(`${await chosen.help(`slipstream ${name}`)}\n`);
    return exits.done;
  }
  try {
    await chosen.run(rawArgs.slice(name.split(' ').length));
    return exits.done;
  } catch (error) {
    return explain(error, context);
  }
}

/** By the words that lead to them. */
function allCommands(context: LiveContext): ReadonlyMap<string, Command> {
  const ofKeys = Object.entries(keysCommands(context)).map(([name, one]) => [`keys ${name}`, one] as const);
  const ofRollouts = Object.entries(rolloutCommands(context)).map(([name, one]) => [`rollout ${name}`, one] as const);
  return new Map([
    ...ofKeys,
    ['usage', usageCommand(context)],
    ['migrate', migrateCommand(context)],
    ...ofRollouts,
    ['brake', brakeCommand(context)],
    ['conclusions', conclusionsCommand(context)],
  ]);
}

function overview(commands: ReadonlyMap<string, Command>): string {
  const lines = [...commands].map(([name, { description }]) => `  ${name.padEnd(18)}${description}\n`);
  return `usage: slipstream COMMAND [OPTIONS]\n\n${lines.join('')}\n--help behind a command tells more of it\n`;
}

function explain(error: unknown, { err }: CliContext): number {
  if (error instanceof Ending) return error.exitCode;
  if (error instanceof KeyError) {
    err(`${error.message}\n`);
    return exits.failed;
  }
  const isUsage = error instanceof CliError;
  err(isUsage ? `${error.message}\n` : `${error instanceof Error ? String(error.stack) : String(error)}\n`);
  return isUsage ? exits.wrongUsage : exits.failed;
}
