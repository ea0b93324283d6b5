import type { CounterCarryOptions } from './counter-carry.ts';

export interface CarriedGroup<K extends string> {
  /** Null where the reading was null: this engine does not count that. */
  readonly increases: Readonly<Record<K, number | null>>;
  readonly reset: boolean;
}

/**
 * Carries the counters of one process across its restarts, together: one that fell proves that all started anew, also
 * those that have already counted past their last value (5 accepted before, 7 after: 7 more, not 2).
 */
export class CounterGroupCarry<K extends string> {
  readonly #fromZero: boolean;
  #last: Readonly<Record<K, number | null>> | null = null;

  constructor(options: CounterCarryOptions = {}) {
    this.#fromZero = options.fromZero === true;
  }

  /** A reading with a value that no counter can have (NaN, infinite, negative) is dropped whole: all increases 0. */
  update(current: Readonly<Record<K, number | null>>): CarriedGroup<K> {
    const names = Object.keys(current) as K[];
    const sane = names.every((name) => isCounterValue(current[name]));
    const last = this.#last ?? (this.#fromZero ? mapValues(current, () => 0) : null);
    if (!sane || last === null) {
      if (sane) this.#last = { ...current };
      return { increases: mapValues(current, () => 0), reset: false };
    }
    const reset = names.some((name) => (current[name] ?? 0) < (last[name] ?? 0));
    this.#last = { ...current };
    return { increases: mapValues(current, (value, name) => value - (reset ? 0 : (last[name] ?? 0))), reset };
  }
}

function isCounterValue(value: number | null): boolean {
  return value === null || (Number.isFinite(value) && value >= 0);
}

function mapValues<K extends string>(
  values: Readonly<Record<K, number | null>>,
  map: (value: number, name: K) => number,
): Record<K, number | null> {
  const entries = Object.entries<number | null>(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null ? null : map(value, name as K)]),
  ) as Record<K, number | null>;
}
