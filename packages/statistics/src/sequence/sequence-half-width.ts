import { mixtureRho2 } from './mixture-rho2.ts';
import type { SequenceLook } from './sequence-look.ts';

/**
 * Half width of the two-sided asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas,
 * arXiv 2103.06476v7): sqrt(V · (Nρ² + 1)/(Nρ²) · ln((Nρ² + 1)/α²)). In the unit of the estimate.
 */
export function sequenceHalfWidth({ squaredError, n, alpha, nStar }: SequenceLook): number {
  const information = n * mixtureRho2(alpha, nStar);
  return Math.sqrt(((squaredError * (information + 1)) / information) * Math.log((information + 1) / alpha ** 2));
}
