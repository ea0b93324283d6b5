/**
 * What the mean of x over clusters (the requests of one unit) and its error need: a sum over clusters of products of their sums and
 * counts. Plain data; merges by adding where no cluster is in both parts.
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
