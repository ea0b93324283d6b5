import { UsageError } from '../plan/usage-error.ts';

export interface SplitArgs {
  /** Values of each repeatable option, in order; options that were not given are absent. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** Takes the repeatable options (`--target a=… --target b=…`) out of the arguments: citty keeps the last one of each only. */
export function splitRepeated(args: readonly string[], names: readonly string[]): SplitArgs {
  const repeated = new Map<string, readonly string[]>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const name = names.find((each) => argument === `--${each}` || argument.startsWith(`--${each}=`));
    if (name === undefined) {
      rest.push(argument);
      continue;
    }
    const inline = argument.length > name.length + 2;
    const value = inline ? argument.slice(name.length + 3) : args[(index += 1)];
    if (value === undefined || value === '') throw new UsageError(`--${name}: needs NAME=VALUE`);
    repeated.set(name, [...(repeated.get(name) ?? []), value]);
  }
  return { repeated, rest };
}
