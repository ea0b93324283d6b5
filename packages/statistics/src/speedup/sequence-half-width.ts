export interface SequenceLook {
  /** Squared standard error of the estimate at this look. */
  readonly squaredError: number;
  readonly n: number;
  readonly alpha: number;
  readonly nStar: number;
}

/**
 * Half width of the two-sided asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas,
 * arXiv 2103.06476v7): sqrt(V · (Nρ² + 1)/(Nρ²) · ln((Nρ² + 1)/α²)).
 */
export function sequenceHalfWidth({ squaredError, n, alpha, nStar }: SequenceLook): number {
  const information = n * mixtureRho2(alpha, nStar);
  return Math.sqrt(((squaredError * (information + 1)) / information) * Math.log((information + 1) / alpha ** 2));
}

/** ρ² that makes the sequence about narrowest at `nStar`: (−2 ln α + ln(1 − 2 ln α)) / N*. */
export function mixtureRho2(alpha: number, nStar: number): number {
  const doubledLog = -2 * Math.log(alpha);
  return (doubledLog + Math.log(1 + doubledLog)) / nStar;
}
