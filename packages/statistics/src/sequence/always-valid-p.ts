import { mixtureRho2 } from './mixture-rho2.ts';

export interface AlwaysValidPLook {
  /** Estimate over its standard error. */
  readonly z: number;
  readonly n: number;
  /** Of the sequence that this p belongs to: it sets ρ², so that p < α just when the interval leaves 0 out. */
  readonly alpha: number;
  readonly nStar: number;
}

/**
 * min(1, sqrt(1 + Nρ²) · exp(−z² Nρ² / (2 (1 + Nρ²)))): the p-value that belongs to `sequenceHalfWidth`. The running minimum
 * over all looks is valid at any of them (arXiv 2103.06476v7, eq. 161).
 */
export function alwaysValidP({ z, n, alpha, nStar }: AlwaysValidPLook): number {
  const information = n * mixtureRho2(alpha, nStar);
  return Math.min(1, Math.sqrt(1 + information) * Math.exp((-z * z * information) / (2 * (1 + information))));
}
