import { mergeRatio } from '@slipstream/statistics';
import type { AccelerationSums } from './epoch-samples.ts';
import { mergeRecords } from './merge-records.ts';

/** Of each method the sums of both. */
export function mergeAcceleration(a: AccelerationSums, b: AccelerationSums): AccelerationSums {
  return mergeRecords(a, b, mergeRatio);
}
