import type { Variant } from '@slipstream/config';
import { ArrivalHabits } from '@slipstream/metrics';

/** What usually happens between each variant's engines and our reads. A variant of a reloaded configuration begins anew. */
export class HabitsByVariant {
  readonly #habits = new WeakMap<Variant, ArrivalHabits>();

  of(variant: Variant): ArrivalHabits {
    const habits = this.#habits.get(variant) ?? new ArrivalHabits();
    this.#habits.set(variant, habits);
    return habits;
  }
}
