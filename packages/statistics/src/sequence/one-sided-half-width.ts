import { mixtureRho2 } from './mixture-rho2.ts';
import type { SequenceLook } from './sequence-look.ts';

/**
 * How far a one-sided bound lies from the estimate (arXiv 2103.06476v7, eq. 134 as GrowthBook's gbstats has it):
 * sqrt(2V · (Nρ² + 1)/(Nρ²) · ln(1 + sqrt(Nρ² + 1)/(2α))), with ρ² taken at 2α. In the unit of the estimate.
 */
export function oneSidedHalfWidth({ squaredError, n, alpha, nStar }: SequenceLook): number {
  const information = n * mixtureRho2(2 * alpha, nStar);
  const spread = (2 * squaredError * (information + 1)) / information;
  return Math.sqrt(spread * Math.log(1 + Math.sqrt(information + 1) / (2 * alpha)));
}
