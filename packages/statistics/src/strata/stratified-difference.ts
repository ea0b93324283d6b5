import { variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';

/** Values that an arm needs in a stratum for it to count. */
const leastInStratum = 50;

export interface StratifiedDifference {
  /** Candidate − control at equal strata, weighted by both arms' values together. Null where no stratum has enough in both. */
  readonly difference: number | null;
  /** Squared standard error for independent values. Null with it. */
  readonly squaredError: number | null;
  /** Share of all values that lie in strata which count: 1 is full overlap. 0 of nothing. */
  readonly overlap: number;
  readonly strata: number;
}

/**
 * θ = Σ ω_s (mean_B,s − mean_A,s) over strata with 50 values in each arm, ω_s = their share of the values counted. At equal
 * concurrency it says what the engine gains, not what users do: concurrency itself depends on the arm's speed.
 */
export function stratifiedDifference(
  control: Readonly<Record<string, Moments>>,
  candidate: Readonly<Record<string, Moments>>,
): StratifiedDifference {
  const strata = Object.entries(control).flatMap(([stratum, a]) => {
    const b = candidate[stratum];
    return b !== undefined && Math.min(a.n, b.n) >= leastInStratum ? [{ a, b }] : [];
  });
  const all = [...Object.values(control), ...Object.values(candidate)].reduce((sum, { n }) => sum + n, 0);
  const counted = strata.reduce((sum, { a, b }) => sum + a.n + b.n, 0);
  if (counted === 0) return { difference: null, squaredError: null, overlap: 0, strata: 0 };
  let difference = 0;
  let squaredError = 0;
  for (const { a, b } of strata) {
    const share = (a.n + b.n) / counted;
    difference += share * (b.mean - a.mean);
    squaredError += share * share * ((variance(a) ?? 0) / a.n + (variance(b) ?? 0) / b.n);
  }
  return { difference, squaredError, overlap: counted / all, strata: strata.length };
}
