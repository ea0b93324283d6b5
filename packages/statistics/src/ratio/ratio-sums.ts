/**
 * What a ratio of sums R = Σy / Σt and its error need, by cluster: one `addRatio` per independent unit (a request, or a session
 * with the sums over its requests). Plain data, merged by adding.
 */
export interface RatioSums {
  /** Clusters. */
  readonly n: number;
  readonly y: number;
  readonly t: number;
  /** Σ y². */
  readonly yy: number;
  /** Σ t². */
  readonly tt: number;
  /** Σ y·t. */
  readonly yt: number;
}

export function emptyRatioSums(): RatioSums {
  return { n: 0, y: 0, t: 0, yy: 0, tt: 0, yt: 0 };
}

export function addRatio(sums: RatioSums, y: number, t: number): RatioSums {
  return mergeRatio(sums, { n: 1, y, t, yy: y * y, tt: t * t, yt: y * t });
}

export function mergeRatio(a: RatioSums, b: RatioSums): RatioSums {
  return {
    n: a.n + b.n,
    y: a.y + b.y,
    t: a.t + b.t,
    yy: a.yy + b.yy,
    tt: a.tt + b.tt,
    yt: a.yt + b.yt,
  };
}
