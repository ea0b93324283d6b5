/** One look at an estimate that is asymptotically normal. */
export interface SequenceLook {
  /** Squared standard error of the estimate at this look: the unit of the estimate, squared. */
  readonly squaredError: number;
  /** Independent observations so far: requests of both arms, clusters, blocks. */
  readonly n: number;
  /** Chance of ever missing, over all looks. */
  readonly alpha: number;
  /** Observations at which the sequence is narrowest. */
  readonly nStar: number;
}
