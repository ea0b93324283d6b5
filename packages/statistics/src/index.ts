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
