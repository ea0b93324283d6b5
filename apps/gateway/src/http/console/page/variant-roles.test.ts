import type { Model, Rollout, Variant } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { variantRoles } from './variant-roles.ts';

function modelOf(controls: Readonly<Record<string, string | null>>): Model {
  const variants = Object.entries(controls).map(([name, control]) => [name, { name, control } as Variant] as const);
  return { variants: new Map(variants) } as unknown as Model;
}

function rolesIn(controls: Readonly<Record<string, string | null>>, plan: Rollout | null = null): readonly string[] {
  const roleOf = variantRoles(modelOf(controls), plan);
  return Object.keys(controls).map((name) => roleOf(name));
}

describe('variantRoles', () => {
  it('makes the one that others are compared with the control, and the one other the candidate', () => {
    expect(rolesIn({ baseline: null, mlp: 'baseline' })).toEqual(['control', 'candidate']);
  });

  it('singles none of several out', () => {
    expect(rolesIn({ baseline: null, mlp: 'baseline', medusa: 'baseline' })).toEqual(['control', 'other', 'other']);
  });

  it('has nothing to say where nothing is compared', () => {
    expect(rolesIn({ baseline: null })).toEqual(['other']);
    expect(rolesIn({ one: null, two: null })).toEqual(['other', 'other']);
  });

  it('goes by the plan of a rollout', () => {
    const plan = { control: 'mlp', candidate: 'medusa' } as Rollout;
    expect(rolesIn({ baseline: null, mlp: 'baseline', medusa: 'mlp' }, plan)).toEqual([
      'other',
      'control',
      'candidate',
    ]);
  });
});
