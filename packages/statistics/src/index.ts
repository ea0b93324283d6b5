export { fnv1a32 } from './assignment/fnv1a32.ts';
export { hashUnit } from './assignment/hash-unit.ts';
export { bucketRanges } from './assignment/bucket-ranges.ts';
export type { BucketRange } from './assignment/bucket-ranges.ts';
export { chooseVariation } from './assignment/choose-variation.ts';
export { inNamespace } from './assignment/in-namespace.ts';
export type { Namespace } from './assignment/in-namespace.ts';

export type { Interval } from './interval.ts';
export { addRatio, emptyRatioSums, mergeRatio } from './ratio/ratio-sums.ts';
export type { RatioSums } from './ratio/ratio-sums.ts';
export { logRatioVariance, ratioInterval } from './ratio/ratio-interval.ts';
export { addMoment, emptyMoments, mergeMoments, variance } from './moments/moments.ts';
export type { Moments } from './moments/moments.ts';
export { speedup } from './speedup/speedup.ts';
export { pairedSpeedup } from './speedup/paired-speedup.ts';
export { speedupSequence } from './speedup/speedup-sequence.ts';
export type { SpeedupSequenceOptions } from './speedup/speedup-sequence.ts';

export { normalQuantile } from './distributions/normal.ts';
export { studentTQuantile } from './distributions/student-t.ts';

export type { ClusterSums } from './cluster/cluster-sums.ts';
export type { Conclusion, BlockClock, Recommendation } from './conclusion/conclusion.ts';
export { defaultConclusionPlan } from './conclusion/conclusion-plan.ts';
export type { ConclusionPlan } from './conclusion/conclusion-plan.ts';
export type { ArmName, ArmTally, Block, Comparisons, Evidence, IncidentKind } from './conclusion/evidence.ts';
export type { CheckName, Finding, Quantity } from './conclusion/finding.ts';
export type { RequestSample } from './conclusion/request-sample.ts';
export type { Verdict } from './conclusion/verdict.ts';

/*
 * To come, with these signatures:
 *   emptyEvidence(): Evidence
 *   emptyBlock({ epoch, index, weight }): Block
 *   addRequest(block, arm, sample): Block            one ended request
 *   addReplicaSeconds(block, arm, seconds): Block
 *   addComparison(block, outcome): Block
 *   withBlock(evidence, block): Evidence              adds it to the block of the same epoch and index
 *   mergeEvidence(a, b): Evidence
 *   addToCluster(sums, { n, sum }, x): ClusterSums    O(1): what the unit had before, and its new value
 *   conclude(evidence, plan, clock): Conclusion
 */
