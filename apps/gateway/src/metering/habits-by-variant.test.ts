import { describe, expect, it } from 'vitest';
import { HabitsByVariant } from './habits-by-variant.ts';
import { testConfig } from './testing/test-config.ts';

describe('HabitsByVariant', () => {
  it('keeps one for each variant, and a reloaded configuration begins anew', () => {
    const variantOf = (name: string) => testConfig().models.get('tgi')!.variants.get(name)!;
    const [mlp, baseline] = [variantOf('mlp'), variantOf('baseline')];
    const habits = new HabitsByVariant();
    habits.of(mlp).learn({ reads: 1000, stalled: 500, late: 0, merged: 0 });
    expect(habits.of(mlp).shares.stalled).toBeGreaterThan(0.4);
    expect(habits.of(baseline).shares.stalled).toBeLessThan(0.1);
    expect(habits.of(variantOf('mlp')).shares.stalled).toBeLessThan(0.1);
  });
});
