/**
 * Sums of several quantities over clusters (independent units: a request, or a session with all its requests), and of their
 * products: all that the error of any smooth function of the sums needs. Plain data: it can be stored and sent, and merges by
 * adding where no cluster is in both parts.
 */
export interface JointSums {
  /** By quantity: clusters in which it is not 0. */
  readonly clusters: number[];
  readonly sums: number[];
  /** Σ over clusters of q_i · q_j for j ≤ i, row by row: that of (i, j) is at i(i + 1)/2 + j. */
  readonly products: number[];
}

export function emptyJointSums(quantities: number): JointSums {
  return {
    clusters: Array.from({ length: quantities }, () => 0),
    sums: Array.from({ length: quantities }, () => 0),
    products: Array.from({ length: (quantities * (quantities + 1)) / 2 }, () => 0),
  };
}

/**
 * Adds one more request's values, in place, to a cluster that had `before` (null: it is new): with Q so far and q more, each
 * product grows by q_i q_j + q_i Q_j + Q_i q_j. O(quantities²), whatever came earlier.
 */
export function addToJoint(into: JointSums, before: readonly number[] | null, values: readonly number[]): void {
  const { clusters, sums, products } = into;
  let row = 0;
  for (let i = 0; i < sums.length; row += i + 1, i += 1) {
    const q = values[i] ?? 0;
    const had = before === null ? 0 : (before[i] ?? 0);
    if (q === 0 && had === 0) continue;
    if (had === 0) clusters[i] = (clusters[i] ?? 0) + 1;
    sums[i] = (sums[i] ?? 0) + q;
    if (before === null)
      for (let j = 0; j <= i; j += 1) products[row + j] = (products[row + j] ?? 0) + q * (values[j] ?? 0);
    else addProducts(products, { row, i, q, had }, before, values);
  }
}

function addProducts(
  products: number[],
  { row, i, q, had }: { readonly row: number; readonly i: number; readonly q: number; readonly had: number },
  before: readonly number[],
  values: readonly number[],
): void {
  for (let j = 0; j <= i; j += 1) {
    const other = values[j] ?? 0;
    products[row + j] = (products[row + j] ?? 0) + q * (other + (before[j] ?? 0)) + had * other;
  }
}

/** A new object. The parts of a cluster that is in both count as two, which makes errors look too small. */
export function mergeJointSums(a: JointSums, b: JointSums): JointSums {
  const added = (one: readonly number[], other: readonly number[]): number[] =>
    one.map((value, index) => value + (other[index] ?? 0));
  return {
    clusters: added(a.clusters, b.clusters),
    sums: added(a.sums, b.sums),
    products: added(a.products, b.products),
  };
}

export function jointProduct({ products }: JointSums, i: number, j: number): number {
  const [row, column] = i >= j ? [i, j] : [j, i];
  return products[(row * (row + 1)) / 2 + column] ?? 0;
}
