/** Count, mean and sum of squared deviations of a sample. Plain data: it can be stored, sent and merged. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Σ (x − mean)². */
  readonly m2: number;
}

export function emptyMoments(): Moments {
  return { n: 0, mean: 0, m2: 0 };
}

/** Welford's update: no cancellation, however far the mean is from 0. */
export function addMoment(moments: Moments, x: number): Moments {
  const n = moments.n + 1;
  const delta = x - moments.mean;
  const mean = moments.mean + delta / n;
  return { n, mean, m2: moments.m2 + delta * (x - mean) };
}

/** The moments of both samples together (Chan, Golub, LeVeque 1979). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  return { n, mean: a.mean + (delta * b.n) / n, m2: a.m2 + b.m2 + (delta * delta * a.n * b.n) / n };
}

/** Unbiased, over n − 1. Null below two values. */
export function variance(moments: Moments): number | null {
  return moments.n < 2 ? null : moments.m2 / (moments.n - 1);
}
