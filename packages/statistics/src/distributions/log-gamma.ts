/** Below this the argument is lifted by Γ(x + 1) = x Γ(x); above it the first term of the series left out is under 1e-16. */
const seriesFrom = 15;

/** Bernoulli numbers over 2k(2k − 1): Stirling's series in 1/x² (DLMF 5.11.1). */
const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156] as const;

/** ln Γ(x) for x > 0, to about 1e-15 relative. NaN for what is not above 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let product = 1;
  let lifted = x;
  while (lifted < seriesFrom) {
    product *= lifted;
    lifted += 1;
  }
  const square = 1 / (lifted * lifted);
  const tail = series.reduceRight((sum, coefficient) => sum * square + coefficient, 0) / lifted;
  return (lifted - 0.5) * Math.log(lifted) - lifted + 0.5 * Math.log(2 * Math.PI) + tail - Math.log(product);
}
