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
  /** Complete blocks with requests in both arms. */
  readonly minimumBlocks: number;
  /** Requests in each arm. */
  readonly minimumRequests: number;
  /** Blocks at which the speed-up's interval is narrowest: about when a decision is expected. */
  readonly expectedBlocks: number;
  /** An arm without a request in so many complete blocks in a row has no data. */
  readonly silentBlocks: number;
  /** Relative: 0.10 lets the candidate's TTFT be proved to be at most 10 % longer. Length: to either side. */
  readonly margins: { readonly pace: number; readonly ttft: number; readonly length: number };
  /** Arrivals per ready replica may differ by this, relative. */
  readonly loadTolerance: number;
  /** Least share of tokens' requests in strata where both arms have enough, for a claim at equal concurrency. */
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
  margins: { pace: 0.02, ttft: 0.1, length: 0.05 },
  loadTolerance: 0.1,
  minimumOverlap: 0.8,
};
