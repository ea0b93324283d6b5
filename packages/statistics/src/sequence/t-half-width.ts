import type { Moments } from '../moments/moments.ts';
import { mixtureRho2 } from './mixture-rho2.ts';

export interface TSequenceOptions {
  readonly alpha: number;
  /** Values at which the sequence is about narrowest. */
  readonly nStar: number;
}

/**
 * Half width of the confidence sequence for the mean of few normal values of unknown variance: the mean μ stays in while the
 * e-process of the t-test, sqrt(c²/(n+c²)) · (V / (V − S²/(n+c²)))^(n/2) with S = Σ(x−μ), V = Σ(x−μ)², is below 1/α (Wang,
 * Ramdas, arXiv 2310.03722; Lai 1976). Holds from the second value on, where the asymptotic sequence needs twenty. c² = 1/ρ²(α,
 * N*). In the unit of the values. Infinity while there are too few values to bound anything.
 */
export function tHalfWidth(moments: Moments, { alpha, nStar }: TSequenceOptions): number {
  const { n, m2 } = moments;
  if (n < 2) return Number.POSITIVE_INFINITY;
  const c2 = 1 / mixtureRho2(alpha, nStar);
  // G < 1/α solved for (mean − μ)², where V = m2 + n (mean − μ)² and S = n (mean − μ).
  const kept = ((alpha * alpha * c2) / (n + c2)) ** (1 / n);
  const inflow = (1 - kept) * (n + c2);
  if (inflow >= n) return Number.POSITIVE_INFINITY;
  return Math.sqrt((inflow * m2) / (n * (n - inflow)));
}
