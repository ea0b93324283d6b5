import { betaFraction } from './beta-fraction.ts';
import { gammaHalfRatio } from './gamma-half-ratio.ts';
import { normalQuantile } from './normal.ts';

/** Above this many degrees of freedom three terms of the expansion around the normal quantile are exact to 1e-9. */
const nearlyNormalDf = 1e6;

/**
 * Quantile of Student's t with `df` > 0 degrees of freedom, which need not be whole, to 1e-11 relative for tails above 1e-200.
 * ±Infinity at 0 and 1, NaN outside and for a bad `df`.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  const tail = Math.min(p, 1 - p);
  if (tail === 0.5) return 0;
  const size = tail === 0 ? Number.POSITIVE_INFINITY : upperTailQuantile(tail, df);
  return p < 0.5 ? -size : size;
}

/** The t ≥ 0 that is exceeded with probability `tail` < 1/2. */
function upperTailQuantile(tail: number, df: number): number {
  const z = -normalQuantile(tail);
  if (df > nearlyNormalDf) return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df * df);
  // The upper tail is convex right of 0 and t has heavier tails than the normal, so z lies left of the root and Newton's steps
  // climb to it without passing it: no bracket is needed. In the far tail each step multiplies t by up to 1 + 1/df.
  let t = z;
  for (;;) {
    const step = (upperTail(t, df) - tail) / density(t, df);
    t += step;
    if (!(step > 1e-14 * (1 + t))) return t;
  }
}

/** P(T > t) for t ≥ 0: half the regularised incomplete beta function I(df/2, 1/2) at df/(df + t²). */
function upperTail(t: number, df: number): number {
  const square = t * t;
  const a = df / 2;
  // x^a (1 − x)^½ / B(a, ½), where ln x is taken as log1p so that t² far below df is not lost.
  const front =
    (Math.exp(-a * Math.log1p(square / df)) * Math.sqrt(square / (df + square)) * gammaHalfRatio(a)) /
    Math.sqrt(Math.PI);
  const x = df / (df + square);
  // The fraction converges fast on one side of the mean only; on the other the mirrored one does.
  if (x < (a + 1) / (a + 2.5)) return (front / a) * betaFraction(x, a, 0.5) * 0.5;
  return 0.5 - front * betaFraction(square / (df + square), 0.5, a);
}

function density(t: number, df: number): number {
  const height = gammaHalfRatio(df / 2) / Math.sqrt(df * Math.PI);
  return height * Math.exp(-((df + 1) / 2) * Math.log1p((t * t) / df));
}
