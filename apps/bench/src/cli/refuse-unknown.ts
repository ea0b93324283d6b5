import type { ArgsDef } from 'citty';
import { UsageError } from '../plan/usage-error.ts';

/**
 * citty reads over what it does not know, and over an option that lost its value; a bench that silently ignored a misspelt
 * `--duraton` would report another run than the one asked for. Throws {@link UsageError} for the first such argument.
 */
export function refuseUnknown(args: readonly string[], known: ArgsDef): void {
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (!argument.startsWith('--')) throw new UsageError(`"${argument}" is not an option`);
    const [name = '', inline] = argument.slice(2).split('=', 2);
    const negated = name.startsWith('no-') && known[name.slice(3)]?.type === 'boolean';
    const definition = negated ? known[name.slice(3)] : known[name];
    if (definition === undefined) throw new UsageError(`--${name}: no such option; --help lists them`);
    if (definition.type === 'boolean') {
      if (inline !== undefined) throw new UsageError(`--${name}: takes no value`);
      continue;
    }
    const value = inline ?? args[(index += 1)];
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
      throw new UsageError(`--${name}: needs a value (${definition.valueHint ?? 'text'})`);
    }
  }
}
