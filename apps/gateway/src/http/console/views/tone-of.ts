import type { VariantLine } from '../page/variant-line.ts';

/** Its colour: control is grey, a candidate has the accent, each other variant one of its own. */
export function toneOf({ role, shade }: Pick<VariantLine, 'role' | 'shade'>): string {
  return role === 'other' ? `other-${shade}` : role;
}
