/** Above this the values are one long excursion, of which nothing can be averaged. */
const mostCorrelated = 0.95;
/** Standard errors by which what is estimated here is taken to be worse than it looks. */
const caution = 2;

/**
 * By how much the variance of the mean of a series is larger than that of as many independent values: (1 + ρ)/(1 − ρ) of a
 * first-order autoregression (Bartlett 1946). ρ is the lag-one correlation, made unbiased (+ (1 + 3ρ̂)/n; Kendall 1954), plus
 * two of its own standard errors 1/√n, and not below 0: an unlucky estimate must not narrow the interval. Without that caution,
 * intervals miss too often where arms are congested for longer than a block (`npm run simulate -- --world congestion`).
 *
 * `noise` is the variance that one value would have if requests were independent. That part of a value has nothing in common
 * with its neighbours, so ρ is at most the share of the variance beyond it, the variance being taken two standard errors larger
 * than it looks. Where requests are independent this saves the power that caution would cost. 1 for fewer than three values.
 */
export function serialInflation(values: readonly number[], noise: number): number {
  const n = values.length;
  if (n < 3) return 1;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  let products = 0;
  let before = 0;
  for (const value of values) {
    const deviation = value - mean;
    squares += deviation * deviation;
    products += deviation * before;
    before = deviation;
  }
  if (squares === 0) return 1;
  const estimate = products / squares;
  const cautious = estimate + (1 + 3 * estimate) / n + caution / Math.sqrt(n);
  const largestVariance = (squares / (n - 1)) * (1 + caution * Math.sqrt(2 / (n - 1)));
  const correlation = Math.min(cautious, 1 - noise / largestVariance, mostCorrelated);
  return correlation <= 0 ? 1 : (1 + correlation) / (1 - correlation);
}
