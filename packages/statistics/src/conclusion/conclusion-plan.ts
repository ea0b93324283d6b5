/** What must hold for which verdict. Fixed before the run: changed on sight of the data, no error rate below holds. */
export interface ConclusionPlan {
  /** Chance that an interval ever misses, over all looks. */
  readonly alpha: number;
  /** Chance that one guardrail of events ever stops a candidate that is not worse. */
  readonly guardrailAlpha: number;
  /** Chance that the sample ratio is ever called wrong when it is right. */
  readonly assignmentAlpha: number;
  /** Proved speed-up must exceed 1 + this: two equal GPUs are never quite equal. */
  readonly minimalEffect: number;
  /** Complete blocks with requests in both arms, before anything is called proved. */
  readonly minimumBlocks: number;
  /** Measured requests in each arm, likewise. */
  readonly minimumRequests: number;
  /** Blocks at which the speed-up's interval is narrowest: about when a decision is expected. */
  readonly expectedBlocks: number;
  /** An arm without a request in so many complete blocks in a row has no data. */
  readonly silentBlocks: number;
  /** Relative. `ttft` 0.10: proved to be at most 10 % longer; `pace`: seconds per token; `length`: answers, to either side. */
  readonly margins: { readonly pace: number; readonly ttft: number; readonly length: number };
  /**
   * Standard deviation of ln TPOT between replicas of one variant on equal machines, if a calibration has shown it; 0 where
   * machines are known to be equal. Null: seen from the arms' own replicas, which takes several (two an arm have Student's 6.2
   * instead of a normal 2.2 standard errors); where neither arm has two it is left out, and the minimal effect must cover it.
   */
  readonly replicaSpread: number | null;
  /** Arrivals per ready replica may differ by this, relative. */
  readonly loadTolerance: number;
  /** Least share of requests in concurrency strata where both arms have enough, for a claim at equal concurrency. */
  readonly minimumOverlap: number;
}

export const defaultConclusionPlan: ConclusionPlan = {
  alpha: 0.05,
  guardrailAlpha: 0.01,
  assignmentAlpha: 0.001,
  minimalEffect: 0.05,
  minimumBlocks: 20,
  minimumRequests: 300,
  expectedBlocks: 20,
  silentBlocks: 4,
  margins: { pace: 0.02, ttft: 0.1, length: 0.1 },
  replicaSpread: null,
  loadTolerance: 0.1,
  minimumOverlap: 0.8,
};
