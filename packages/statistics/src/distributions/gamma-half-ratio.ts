/** Coefficients in 1/a, from the constant term up (DLMF 5.11.13). */
const series = [
  1,
  -1 / 8,
  1 / 128,
  5 / 1024,
  -21 / 32_768,
  -399 / 262_144,
  869 / 4_194_304,
  39_325 / 33_554_432,
] as const;

/** From here on the first term left out, 1.6e-4/a⁸, is below 1e-16. */
const seriesFrom = 40;

/**
 * Γ(a + ½) / Γ(a) for a > 0. The difference of two log gammas would lose all digits for large a; the series does not, and
 * smaller a are lifted to it by Γ(a + 1) = a Γ(a).
 */
export function gammaHalfRatio(a: number): number {
  let factor = 1;
  let lifted = a;
  while (lifted < seriesFrom) {
    factor *= lifted / (lifted + 0.5);
    lifted += 1;
  }
  // Γ(a + ½)/Γ(a) = Γ(a + n + ½)/Γ(a + n) · Π (a + i)/(a + i + ½).
  return factor * Math.sqrt(lifted) * series.reduceRight((sum, coefficient) => sum / lifted + coefficient, 0);
}
