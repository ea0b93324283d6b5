import type { Model, Variant } from '@slipstream/config';

/** What a variant may be compared with. Nothing is claimed across base models: such a ratio would measure the models. */
export function comparableControl({ variants }: Model, { control, base }: Variant): Variant | null {
  const named = control === null ? undefined : variants.get(control);
  return named?.base === base ? named : null;
}
