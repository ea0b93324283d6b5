/**
 * What the mean of x over clusters (the requests of one unit) and its error need: a sum over clusters of products of their sums
 * and counts. Plain data; merges by adding where no cluster is in both parts.
 */
export interface ClusterSums {
  /** Clusters. */
  readonly clusters: number;
  /** Σ n_u: values. */
  readonly n: number;
  /** Σ X_u: of the values. */
  readonly sum: number;
  /** Σ X_u². */
  readonly sumSquares: number;
  /** Σ X_u n_u. */
  readonly sumCounts: number;
  /** Σ n_u². */
  readonly countSquares: number;
}

export function emptyClusterSums(): ClusterSums {
  return { clusters: 0, n: 0, sum: 0, sumSquares: 0, sumCounts: 0, countSquares: 0 };
}

/** What one cluster has had so far: its values' count and sum. The caller keeps it by unit, as long as the unit may return. */
export interface ClusterPart {
  readonly n: number;
  readonly sum: number;
}

/** One more value x of a cluster that had `before`: O(1), whatever came earlier. */
export function addToCluster(sums: ClusterSums, before: ClusterPart, x: number): ClusterSums {
  return {
    clusters: sums.clusters + (before.n === 0 ? 1 : 0),
    n: sums.n + 1,
    sum: sums.sum + x,
    sumSquares: sums.sumSquares + 2 * x * before.sum + x * x,
    sumCounts: sums.sumCounts + x * before.n + before.sum + x,
    countSquares: sums.countSquares + 2 * before.n + 1,
  };
}

/** Valid where no cluster is in both: the parts of a divided one count as two, which makes the error look too small. */
export function mergeClusterSums(a: ClusterSums, b: ClusterSums): ClusterSums {
  return {
    clusters: a.clusters + b.clusters,
    n: a.n + b.n,
    sum: a.sum + b.sum,
    sumSquares: a.sumSquares + b.sumSquares,
    sumCounts: a.sumCounts + b.sumCounts,
    countSquares: a.countSquares + b.countSquares,
  };
}
