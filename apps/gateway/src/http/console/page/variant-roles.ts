import type { Model, Rollout } from '@slipstream/config';

/** Of a variant within its page. Colours follow from it: control is always grey. */
export type VariantRole = 'control' | 'candidate' | 'other';

/**
 * By a rollout's plan. Without one, what others name as their control is one; where just one other variant is left, that is the
 * candidate.
 */
export function variantRoles({ variants }: Model, plan: Rollout | null): (name: string) => VariantRole {
  if (plan !== null) {
    return (name) => (name === plan.control ? 'control' : name === plan.candidate ? 'candidate' : 'other');
  }
  const controls = new Set([...variants.values()].flatMap(({ control }) => control ?? []));
  const isPair = controls.size > 0 && variants.size - controls.size === 1;
  return (name) => (controls.has(name) ? 'control' : isPair ? 'candidate' : 'other');
}
