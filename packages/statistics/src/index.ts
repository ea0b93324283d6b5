export { ExposureRecorder, exposedTo, mergeExposures } from './assignment/exposure-sketch.ts';
export type { ExposureSketch } from './assignment/exposure-sketch.ts';
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
export { addToRatioCluster } from './ratio/add-to-ratio-cluster.ts';
export type { RatioClusterPart } from './ratio/add-to-ratio-cluster.ts';
export { addMoment, emptyMoments, mergeMoments, variance } from './moments/moments.ts';
export type { Moments } from './moments/moments.ts';
export { addToCluster, emptyClusterSums, mergeClusterSums } from './cluster/cluster-sums.ts';
export type { ClusterPart, ClusterSums } from './cluster/cluster-sums.ts';
export { clusteredMean } from './cluster/clustered-mean.ts';
export type { ClusteredMean } from './cluster/clustered-mean.ts';

export { addToJoint, emptyJointSums, mergeJointSums } from './joint/joint-sums.ts';
export type { JointSums } from './joint/joint-sums.ts';
export { jointVariance } from './joint/joint-variance.ts';
export type { Slope } from './joint/joint-variance.ts';
export { ratioOfJoint } from './joint/ratio-of-joint.ts';

export { mixtureRho2 } from './sequence/mixture-rho2.ts';
export { sequenceHalfWidth } from './sequence/sequence-half-width.ts';
export { oneSidedHalfWidth } from './sequence/one-sided-half-width.ts';
export { alwaysValidP } from './sequence/always-valid-p.ts';
export { lyapunovHalfWidth } from './sequence/lyapunov-half-width.ts';
export { tHalfWidth } from './sequence/t-half-width.ts';
export type { SequenceLook } from './sequence/sequence-look.ts';
export type { AlwaysValidPLook } from './sequence/always-valid-p.ts';
export type { LyapunovLook } from './sequence/lyapunov-half-width.ts';
export type { TSequenceOptions } from './sequence/t-half-width.ts';

export { speedup } from './speedup/speedup.ts';
export { pairedSpeedup } from './speedup/paired-speedup.ts';
export { speedupSequence } from './speedup/speedup-sequence.ts';
export type { SpeedupSequenceOptions } from './speedup/speedup-sequence.ts';

export { addWeighted, emptyWeightedStream, mergeWeighted } from './weighted/weighted-stream.ts';
export type { WeightedStream } from './weighted/weighted-stream.ts';
export { weightedSpeedup } from './weighted/weighted-speedup.ts';

export {
  addEvent,
  emptyRateRatioProcess,
  equalPriors,
  logEvidence,
  mergeRateRatio,
} from './e-process/rate-ratio-process.ts';
export type { Alternative, RateRatioProcess } from './e-process/rate-ratio-process.ts';
export { mismatchProcess } from './e-process/mismatch-process.ts';
export { logSampleRatioEvidence } from './e-process/sample-ratio.ts';

export { addBounded, emptyBoundedStream, mergeBounded } from './bounded/bounded-stream.ts';
export type { BoundedStream } from './bounded/bounded-stream.ts';
export { boundedInterval } from './bounded/bounded-interval.ts';

export { concurrencyStratum } from './strata/concurrency-stratum.ts';
export { stratifiedDifference } from './strata/stratified-difference.ts';
export type { StratifiedDifference } from './strata/stratified-difference.ts';
export { loadRatio } from './load/load-ratio.ts';
export type { ArmLoad } from './load/load-ratio.ts';

export { requestsNeeded } from './planning/requests-needed.ts';
export type { RequestPlan } from './planning/requests-needed.ts';
export { blocksNeeded } from './planning/blocks-needed.ts';

export { conclude } from './conclusion/conclude.ts';
export { concludeEvents } from './conclusion/conclude-events.ts';
export type { EventFindings } from './conclusion/conclude-events.ts';
export type { Conclusion, BlockClock, Recommendation } from './conclusion/conclusion.ts';
export { defaultConclusionPlan } from './conclusion/conclusion-plan.ts';
export type { ConclusionPlan } from './conclusion/conclusion-plan.ts';
export { addArrival, addComparison, addReplicaSeconds, addRequest } from './conclusion/add-to-block.ts';
export { addToUnit } from './conclusion/add-to-unit.ts';
export type { UnitSoFar } from './conclusion/add-to-unit.ts';
export { emptyBlock, emptyEvidence } from './conclusion/empty-evidence.ts';
export { mergeEvidence, withBlock } from './conclusion/merge-evidence.ts';
export type { ArmName, ArmTally, Block, Comparisons, Evidence, IncidentKind, UnitSums } from './conclusion/evidence.ts';
export type { CheckName, Finding, Quantity } from './conclusion/finding.ts';
export type { RequestSample } from './conclusion/request-sample.ts';
export type { Verdict } from './conclusion/verdict.ts';

export { normalQuantile } from './distributions/normal.ts';
export { studentTQuantile } from './distributions/student-t.ts';
