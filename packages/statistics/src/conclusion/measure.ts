import { emptyMoments, mergeMoments } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';
import type { ReplicaValues } from '../replicas/replica-spread.ts';
import type { ArmTally, UnitSums } from './evidence.ts';

/** A quantity of an arm on the log scale, so that a difference of two arms is the log of a ratio. */
export interface Measure {
  readonly name: 'TPOT' | 'seconds per token' | 'TTFT' | 'length';
  /** Values in a tally. */
  readonly countOf: (tally: ArmTally) => number;
  /** ln of the arm's typical value, or of its ratio of sums. Of a tally that has values. */
  readonly logOf: (tally: ArmTally) => number;
  /** The values it is made of, over one whole tally: their scatter is what independent requests would explain. */
  readonly momentsOf: (tally: ArmTally) => Moments;
  readonly unitsOf: (sums: UnitSums) => UnitSums[keyof UnitSums];
  /** Null for what does not depend on the machine. */
  readonly replicasOf: ((tally: ArmTally) => ReplicaValues) | null;
}

const pooled = (replicas: ReplicaValues): Moments => Object.values(replicas).reduce(mergeMoments, emptyMoments());
const countOf = (replicas: ReplicaValues): number => Object.values(replicas).reduce((sum, { n }) => sum + n, 0);

/** The typical request: mean of ln TPOT. */
export const tpotMeasure: Measure = {
  name: 'TPOT',
  countOf: ({ logTpot }) => countOf(logTpot),
  logOf: ({ logTpot }) => pooled(logTpot).mean,
  momentsOf: ({ logTpot }) => pooled(logTpot),
  unitsOf: (sums) => sums.logTpot,
  replicasOf: ({ logTpot }) => logTpot,
};

/** GPU seconds per token, which long answers rule: ln(Σ seconds / Σ tokens). What units and replicas differ in is taken from ln TPOT. */
export const paceMeasure: Measure = {
  ...tpotMeasure,
  name: 'seconds per token',
  countOf: ({ pace }) => pace.n,
  logOf: ({ pace }) => Math.log(pace.y / pace.t),
};

export const ttftMeasure: Measure = {
  name: 'TTFT',
  countOf: ({ logTtft }) => countOf(logTtft),
  logOf: ({ logTtft }) => pooled(logTtft).mean,
  momentsOf: ({ logTtft }) => pooled(logTtft),
  unitsOf: (sums) => sums.logTtft,
  replicasOf: ({ logTtft }) => logTtft,
};

export const lengthMeasure: Measure = {
  name: 'length',
  countOf: ({ logLength }) => logLength.n,
  logOf: ({ logLength }) => logLength.mean,
  momentsOf: ({ logLength }) => logLength,
  unitsOf: (sums) => sums.logLength,
  replicasOf: null,
};
