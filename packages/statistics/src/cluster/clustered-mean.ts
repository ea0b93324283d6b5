import type { ClusterSums } from './cluster-sums.ts';

export interface ClusteredMean {
  readonly mean: number;
  /** Squared standard error of the mean, robust to any dependence inside clusters. */
  readonly squaredError: number;
}

/**
 * The mean over all values with the error of clusters: G/(G−1) · (A − 2μ̂B + μ̂²C) / N², where A = ΣX_u², B = ΣX_u n_u, C =
 * Σn_u² (Liang, Zeger 1986; Deng, Knoblich, Lu, arXiv 1803.06336). Null below two clusters. Short where a few clusters have
 * most values.
 */
export function clusteredMean(sums: ClusterSums): ClusteredMean | null {
  const { clusters, n, sum, sumSquares, sumCounts, countSquares } = sums;
  if (clusters < 2) return null;
  const mean = sum / n;
  // Rounding can leave a sum of squares that is really 0 just below it.
  const squares = Math.max(sumSquares - 2 * mean * sumCounts + mean * mean * countSquares, 0);
  return { mean, squaredError: ((clusters / (clusters - 1)) * squares) / (n * n) };
}
