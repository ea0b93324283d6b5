import { jointProduct } from './joint-sums.ts';
import type { JointSums } from './joint-sums.ts';

/** How fast a function of the sums changes with one of them, at the sums that there are: ∂f/∂Σq. */
export interface Slope {
  readonly quantity: number;
  readonly slope: number;
}

/**
 * Squared standard error of a function f of the sums that does not change when all of them grow alike (a ratio, a mean, a
 * product of such): the delta method with the cluster as the unit, G/(G − 1) · Σ_u (Σ_i ∂f/∂Σq_i · q_ui)² (Deng, Knoblich, Lu
 * 2018, arXiv 1803.06336). G is the number of clusters in the quantity that fewest have. Null below two.
 */
export function jointVariance(sums: JointSums, slopes: readonly Slope[]): number | null {
  const clusters = Math.min(...slopes.map(({ quantity }) => sums.clusters[quantity] ?? 0));
  if (clusters < 2) return null;
  let squares = 0;
  for (const a of slopes) {
    for (const b of slopes) squares += a.slope * b.slope * jointProduct(sums, a.quantity, b.quantity);
  }
  // Rounding can leave a sum of squares that is really 0 just below it.
  return (clusters / (clusters - 1)) * Math.max(squares, 0);
}
