import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import type { Command } from './command.ts';
import { brakeCommand } from './rollout/brake-command.ts';
import { Ending } from './rollout/ending.ts';
import type { LiveContext } from './rollout/live-context.ts';
import { rolloutCommands } from './rollout/rollout-commands.ts';

/** Exit codes. */
const exits = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** `slipstream rollout …`, `slipstream brake`. Resolves with the exit code. */
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
  const ofRollouts = Object.entries(rolloutCommands(context)).map(([name, one]) => [`rollout ${name}`, one] as const);
  return new Map([...ofRollouts, ['brake', brakeCommand(context)]]);
}

function overview(commands: ReadonlyMap<string, Command>): string {
  const lines = [...commands].map(([name, { description }]) => `  ${name.padEnd(18)}${description}\n`);
  return `usage: slipstream COMMAND [OPTIONS]\n\n${lines.join('')}\n--help behind a command tells more of it\n`;
}

function explain(error: unknown, { err }: CliContext): number {
  if (error instanceof Ending) return error.exitCode;
  const isUsage = error instanceof CliError;
  err(isUsage ? `${error.message}\n` : `${error instanceof Error ? String(error.stack) : String(error)}\n`);
  return isUsage ? exits.wrongUsage : exits.failed;
}
