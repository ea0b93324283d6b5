import { addToJoint, emptyJointSums, mergeJointSums } from '@slipstream/statistics';
import type { JointSums } from '@slipstream/statistics';
import { positions, quantities } from './conclusion-sample.ts';
import type { ConclusionSample } from './conclusion-sample.ts';

/**
 * What all requests of one model, variant, band and method add up to. Plain data that merges by adding: nothing is kept of a
 * single request. Filled in place, since every request fills four of them.
 */
export interface ConclusionSums {
  requests: number;
  /** Of answers, as far as they came and somebody said how many. */
  tokens: number;
  wastedGpuSeconds: number;
  /** By `quantity`. */
  readonly joint: JointSums;
  /** Drafts, then those accepted at each place, over answers of which both are known. */
  readonly byPosition: JointSums;
}

export function emptyConclusionSums(): ConclusionSums {
  return {
    requests: 0,
    tokens: 0,
    wastedGpuSeconds: 0,
    joint: emptyJointSums(quantities),
    byPosition: emptyJointSums(1 + positions),
  };
}

/** A new object. */
export function mergeConclusionSums(a: ConclusionSums, b: ConclusionSums): ConclusionSums {
  return {
    requests: a.requests + b.requests,
    tokens: a.tokens + b.tokens,
    wastedGpuSeconds: a.wastedGpuSeconds + b.wastedGpuSeconds,
    joint: mergeJointSums(a.joint, b.joint),
    byPosition: mergeJointSums(a.byPosition, b.byPosition),
  };
}

/** Of the unit that a sample is of, what it had before in these sums; null: nothing. */
export interface UnitBefore {
  readonly values: readonly number[] | null;
  readonly byPosition: readonly number[] | null;
}

export const nothingBefore: UnitBefore = { values: null, byPosition: null };

/** In place. */
export function addSample(sums: ConclusionSums, sample: ConclusionSample, before: UnitBefore): void {
  sums.requests += 1;
  sums.tokens += sample.tokens;
  sums.wastedGpuSeconds += sample.wastedGpuSeconds;
  addToJoint(sums.joint, before.values, sample.values);
  if (sample.byPosition !== null) addToJoint(sums.byPosition, before.byPosition, sample.byPosition);
}
