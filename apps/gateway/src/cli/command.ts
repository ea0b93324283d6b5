import { parseArgs, renderUsage } from 'citty';
import type { ArgsDef, ParsedArgs } from 'citty';
import { CliError } from './cli-context.ts';

/** One thing that can be asked for on the command line. */
export interface Command {
  readonly description: string;
  /** `name`: the words that lead to it. */
  help(name: string): Promise<string>;
  /** @throws CliError for arguments that are wrong. */
  run(rawArgs: readonly string[]): Promise<void>;
}

export function command<T extends ArgsDef>(
  description: string,
  args: T,
  run: (args: ParsedArgs<T>) => Promise<void>,
): Command {
  return {
    description,
    help: (name) => renderUsage({ meta: { name, description }, args }),
    run: async (rawArgs) => {
      refuseUnknown(rawArgs, args);
      await run(parse(rawArgs, args));
    },
  };
}

function parse<T extends ArgsDef>(rawArgs: readonly string[], args: T): ParsedArgs<T> {
  try {
    return parseArgs<T>([...rawArgs], args);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** citty reads over what it does not know: a flag that is mistyped must not be one that was not given. */
function refuseUnknown(rawArgs: readonly string[], args: ArgsDef): void {
  const flags = Object.keys(args).filter((name) => args[name]?.type !== 'positional');
  let places = Object.keys(args).length - flags.length;
  for (let index = 0; index < rawArgs.length; index += 1) {
    const word = rawArgs[index] ?? '';
    if (!word.startsWith('--')) {
      places -= 1;
      if (places < 0) throw new CliError(`${JSON.stringify(word)} is one word too many`);
      continue;
    }
    const [name = '', inline] = word.slice(2).split('=', 2);
    if (!flags.includes(name)) {
      throw new CliError(`--${name} is no option here; options: ${flags.map((flag) => `--${flag}`).join(', ')}`);
    }
    if (args[name]?.type === 'boolean') continue;
    const value = inline ?? rawArgs[(index += 1)];
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
      throw new CliError(`--${name} needs a value`);
    }
  }
}
