import type { ArmName } from '../conclusion/evidence.ts';

/**
 * A sample of the units that were exposed, and to which arms: those of the smallest ranks, which are the same units on every
 * gateway (a bottom-k sketch; Cohen, Kaplan 2007). Ranks are ascending. Plain data, merged by `mergeExposures`.
 */
export interface ExposureSketch {
  readonly ranks: readonly number[];
  /** Of each rank: 1 the control, 2 the candidate, 3 both. */
  readonly arms: readonly number[];
}

/**
 * Units in a sketch. Up to so many every unit is in it and the share in both arms is exact; beyond, its standard error is
 * √(p(1 − p)/512): 0.4 points at 1 %. Two units whose hashes of 32 bits are the same count as one, which of a million units
 * befalls one in four thousand.
 */
export const sketchUnits = 512;

const bits: Readonly<Record<ArmName, number>> = { control: 1, candidate: 2 };

export function emptyExposures(): ExposureSketch {
  return { ranks: [], arms: [] };
}

export function mergeExposures(a: ExposureSketch, b: ExposureSketch): ExposureSketch {
  const [ranks, arms]: [number[], number[]] = [[], []];
  let [inA, inB] = [0, 0];
  while (ranks.length < sketchUnits) {
    const [one, other] = [a.ranks[inA] ?? Number.POSITIVE_INFINITY, b.ranks[inB] ?? Number.POSITIVE_INFINITY];
    const rank = Math.min(one, other);
    if (rank === Number.POSITIVE_INFINITY) break;
    ranks.push(rank);
    arms.push((one === rank ? (a.arms[inA++] ?? 0) : 0) | (other === rank ? (b.arms[inB++] ?? 0) : 0));
  }
  return { ranks, arms };
}

/** Of the units in a sketch, how many were exposed to both arms. */
export function exposedTo({ ranks, arms }: ExposureSketch): { readonly inBoth: number; readonly units: number } {
  return { inBoth: arms.filter((own) => own === (bits.control | bits.candidate)).length, units: ranks.length };
}

/** A sketch that is being made, one exposure after the other. Constant time each, and bounded memory. */
export class ExposureRecorder {
  /** Arms by rank. Never loses a unit of the `sketchUnits` smallest ranks, so that none of its exposures is missed. */
  readonly #arms = new Map<number, number>();
  #highest = Number.POSITIVE_INFINITY;
  #made: ExposureSketch | null = null;

  get sketch(): ExposureSketch {
    this.#made ??= this.#make();
    return this.#made;
  }

  /** `unitHash`: 32 bits, of the unit alone. True where the sketch may be another by it. */
  add(unitHash: number, arm: ArmName): boolean {
    const rank = rankOf(unitHash);
    const before = this.#arms.get(rank) ?? 0;
    const after = before | bits[arm];
    if (rank > this.#highest || after === before) return false;
    this.#arms.set(rank, after);
    this.#made = null;
    if (this.#arms.size > 2 * sketchUnits) this.#cut();
    return true;
  }

  #cut(): void {
    const ranks = this.#ranks();
    for (const rank of ranks.slice(sketchUnits)) this.#arms.delete(rank);
    this.#highest = ranks[sketchUnits - 1] ?? this.#highest;
  }

  #make(): ExposureSketch {
    const ranks = this.#ranks().slice(0, sketchUnits);
    return { ranks, arms: ranks.map((rank) => this.#arms.get(rank) ?? 0) };
  }

  #ranks(): readonly number[] {
    // Typed, since that sorts numbers without asking which is smaller.
    return Array.from(Uint32Array.from(this.#arms.keys()).sort());
  }
}

/** Murmur3's last step: neighbouring names have neighbouring hashes, and the sample must be one of chance. */
function rankOf(hash: number): number {
  let rank = hash >>> 0;
  rank = Math.imul(rank ^ (rank >>> 16), 0x85ebca6b);
  rank = Math.imul(rank ^ (rank >>> 13), 0xc2b2ae35);
  return (rank ^ (rank >>> 16)) >>> 0;
}
