import { emptyMoments, mergeMoments, variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';
import { logRatioVariance } from '../ratio/ratio-interval.ts';
import type { ReplicaValues } from '../replicas/replica-spread.ts';
import type { ArmTally, UnitSums } from './evidence.ts';

/** A quantity of an arm on the log scale, so that a difference of two arms is the log of a ratio. */
export interface Measure {
  readonly name: 'TPOT' | 'seconds per token' | 'TTFT' | 'length';
  /** Values in a tally. */
  readonly countOf: (tally: ArmTally) => number;
  /** ln of the arm's typical value, or of its ratio of sums. Of a tally that has values. */
  readonly logOf: (tally: ArmTally) => number;
  /** Squared standard error of `logOf` if requests were independent, by their scatter inside the tally. Null for too few. */
  readonly noiseOf: (tally: ArmTally) => number | null;
  readonly unitsOf: (sums: UnitSums) => UnitSums[keyof UnitSums];
  /** Null for what does not depend on the machine. */
  readonly replicasOf: ((tally: ArmTally) => ReplicaValues) | null;
}

const pooled = (replicas: ReplicaValues): Moments => Object.values(replicas).reduce(mergeMoments, emptyMoments());
const countOf = (replicas: ReplicaValues): number => Object.values(replicas).reduce((sum, { n }) => sum + n, 0);

function noiseOf(moments: Moments): number | null {
  const spread = variance(moments);
  return spread === null ? null : spread / moments.n;
}

/** The typical request: mean of ln TPOT. */
export const tpotMeasure: Measure = {
  name: 'TPOT',
  countOf: ({ logTpot }) => countOf(logTpot),
  logOf: ({ logTpot }) => pooled(logTpot).mean,
  noiseOf: ({ logTpot }) => noiseOf(pooled(logTpot)),
  unitsOf: (sums) => sums.logTpot,
  replicasOf: ({ logTpot }) => logTpot,
};

/**
 * GPU seconds per token, which long answers rule: ln(Σ seconds / Σ tokens). What units and replicas differ in is taken from ln
 * TPOT.
 */
export const paceMeasure: Measure = {
  ...tpotMeasure,
  name: 'seconds per token',
  countOf: ({ pace }) => pace.n,
  logOf: ({ pace }) => Math.log(pace.y / pace.t),
  noiseOf: ({ pace }) => logRatioVariance(pace),
};

export const ttftMeasure: Measure = {
  name: 'TTFT',
  countOf: ({ logTtft }) => countOf(logTtft),
  logOf: ({ logTtft }) => pooled(logTtft).mean,
  noiseOf: ({ logTtft }) => noiseOf(pooled(logTtft)),
  unitsOf: (sums) => sums.logTtft,
  replicasOf: ({ logTtft }) => logTtft,
};

export const lengthMeasure: Measure = {
  name: 'length',
  countOf: ({ logLength }) => logLength.n,
  logOf: ({ logLength }) => logLength.mean,
  noiseOf: ({ logLength }) => noiseOf(logLength),
  unitsOf: (sums) => sums.logLength,
  replicasOf: null,
};
