import { noCounters } from '../engines/engine-counters.ts';
import type { EngineCounters, ScalarCounter } from '../engines/engine-counters.ts';
import type { CounterCarryOptions } from './counter-carry.ts';
import { CounterGroupCarry } from './counter-group-carry.ts';

/** What one engine's counters rose by from one page to the next. */
export interface EngineIncrease {
  /** Null where a counter is not known. `resolution` is the page's. */
  readonly counters: EngineCounters;
  /** The engine counts from zero again since the page before: it was restarted. */
  readonly reset: boolean;
  /** The page was left aside: it lacks a counter that was there before. The next one will tell. */
  readonly leftAside: boolean;
}

const placePrefix = 'place ';

/**
 * Carries one engine's counters across its restarts, all of them together. A page that lacks what earlier ones had is
 * another server's, or cut off, or of an engine that has just started and not yet used the counter: taken for a restart,
 * it would make the whole past count a second time, so only a page that has it again decides.
 */
export class EngineCounterCarry {
  readonly #carry: CounterGroupCarry<string>;
  readonly #known = new Set<ScalarCounter>();

  constructor(options: CounterCarryOptions = {}) {
    this.#carry = new CounterGroupCarry(options);
  }

  update(counters: EngineCounters): EngineIncrease {
    const { acceptedByPosition, resolution, ...scalars } = counters;
    const names = Object.keys(scalars) as ScalarCounter[];
    const lacks = names.some((name) => scalars[name] === null && this.#known.has(name));
    if (lacks) return { counters: this.#nothing(names, counters), reset: false, leftAside: true };
    for (const name of names) if (scalars[name] !== null) this.#known.add(name);
    const places = (acceptedByPosition ?? []).map((value, place) => [`${placePrefix}${place}`, value] as const);
    const { increases, reset } = this.#carry.update({ ...scalars, ...Object.fromEntries(places) });
    const risen = Object.fromEntries(names.map((name) => [name, increases[name] ?? null]));
    return {
      counters: {
        ...noCounters,
        ...risen,
        acceptedByPosition: acceptedByPosition === null ? null : places.map(([key]) => increases[key] ?? 0),
        resolution,
      },
      reset,
      leftAside: false,
    };
  }

  #nothing(names: readonly ScalarCounter[], { acceptedByPosition, resolution }: EngineCounters): EngineCounters {
    const zeros = names.filter((name) => this.#known.has(name)).map((name) => [name, 0] as const);
    const places = acceptedByPosition?.map(() => 0) ?? null;
    return { ...noCounters, ...Object.fromEntries(zeros), acceptedByPosition: places, resolution };
  }
}
