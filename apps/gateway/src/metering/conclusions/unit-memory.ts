import { nothingBefore } from './conclusion-sums.ts';
import type { UnitBefore } from './conclusion-sums.ts';
import type { ConclusionSample } from './conclusion-sample.ts';

/** Of two generations: some 10 MB at most. */
const unitsPerGeneration = 10_000;

/** What one unit has had so far, by the number of the sums. A handful: searched from one end. */
class Unit {
  readonly #numbers: number[] = [];
  readonly #parts: UnitBefore[] = [];

  /** Gives what the unit had in these sums, and adds the sample to it. */
  add(sums: number, { values, byPosition }: ConclusionSample): UnitBefore {
    const index = this.#numbers.indexOf(sums);
    const before = this.#parts[index];
    if (before === undefined) {
      this.#numbers.push(sums);
      this.#parts.push({ values, byPosition });
      return nothingBefore;
    }
    this.#parts[index] = { values: added(before.values, values), byPosition: added(before.byPosition, byPosition) };
    return before;
  }
}

/**
 * Units, as long as they are remembered: in two generations, of which the older one goes when the younger one is full. Whoever
 * comes back later counts as another unit, which makes errors look a little smaller.
 */
export class UnitMemory {
  readonly #most: number;
  #young = new Map<number, Unit>();
  #old = new Map<number, Unit>();

  constructor(most: number = unitsPerGeneration) {
    this.#most = most;
  }

  unit(unitHash: number): Unit {
    // Signed: V8 hashes a 32-bit integer, and boxes what is larger.
    const key = unitHash | 0;
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const unit = this.#old.get(key) ?? new Unit();
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, unit);
    return unit;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

function added(one: readonly number[] | null, other: readonly number[] | null): readonly number[] | null {
  if (one === null || other === null) return one ?? other;
  return one.map((value, index) => value + (other[index] ?? 0));
}
