export interface LyapunovLook {
  readonly n: number;
  /** Variance of one term, estimated over all of them. */
  readonly variance: number;
  readonly alpha: number;
  /** In 1/variance: `mixtureRho2(α, N*)` over a variance that was fixed beforehand. */
  readonly rho2: number;
}

/**
 * Half width of the confidence sequence for the running mean of terms whose variance changes (arXiv 2103.06476v7, Prop. 2.5,
 * Lyapunov form): sqrt((n s² ρ² + 1)/(n² ρ²) · ln((n s² ρ² + 1)/α²)). In the unit of the terms.
 */
export function lyapunovHalfWidth({ n, variance, alpha, rho2 }: LyapunovLook): number {
  const information = n * variance * rho2 + 1;
  return Math.sqrt((information / (n * n * rho2)) * Math.log(information / alpha ** 2));
}
