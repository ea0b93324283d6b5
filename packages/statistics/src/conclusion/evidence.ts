import type { ClusterSums } from '../cluster/cluster-sums.ts';
import type { Moments } from '../moments/moments.ts';
import type { RatioSums } from '../ratio/ratio-sums.ts';

export type ArmName = 'control' | 'candidate';

/** Kinds of events that are counted when they happen, and that the candidate may not cause more of. */
export type IncidentKind = 'error' | 'slo-miss';

/**
 * All that a run of a rollout has seen: sufficient statistics by block of time. JSON; gateways add theirs together with
 * `mergeEvidence`. A run is one randomisation: a new seed or a retry starts a new run with empty evidence.
 */
export interface Evidence {
  /** By `epoch:index`. `withBlock` puts them there. */
  readonly blocks: Readonly<Record<string, Block>>;
  /**
   * By unit, over the whole run, where units are sticky and so make several requests of one arm. Null where the unit is the
   * request. The parts of one unit on two gateways count as two units: send a sticky unit to one gateway.
   */
  readonly units: Readonly<Record<ArmName, UnitSums>> | null;
}

/** The same values as in the blocks' tallies, by unit instead of by block: for what users, not hours, differ in. */
export interface UnitSums {
  readonly logTpot: ClusterSums;
  readonly logTtft: ClusterSums;
  readonly logLength: ClusterSums;
}

/** One stretch of time, the same on all gateways, in which weights are constant. */
export interface Block {
  /**
   * Grows by one whenever the weights change. Gateways that are late in hearing of it fill the old epoch's block a little
   * longer.
   */
  readonly epoch: number;
  /** floor(seconds since the run began / seconds per block). */
  readonly index: number;
  /** The candidate's share of the enrolled units, in (0, 1). Coverage is not in it. */
  readonly weight: number;
  readonly arms: Readonly<Record<ArmName, ArmTally>>;
  readonly comparisons: Comparisons;
}

/** What one arm did in one block. Merged by adding. */
export interface ArmTally {
  /** Requests assigned, counted when they come. */
  readonly arrivals: number;
  /** Units assigned for the first time in this run, counted when they come; where the unit is the request: the arrivals. */
  readonly units: number;
  /** Requests that ended, however, counted when they end, as all that follows. */
  readonly requests: number;
  /**
   * Σ over the arm's ready replicas of the seconds they were ready. Gateways each add what they saw: only the ratio between the
   * arms is used.
   */
  readonly replicaSeconds: number;
  /** Of ln TPOT (seconds), by replica. Streams that ended well with at least 8 tokens; the rule is the same in both arms. */
  readonly logTpot: Readonly<Record<string, Moments>>;
  /** The same by `concurrencyStratum` of the time-weighted mean of requests in flight on the replica. */
  readonly logTpotByConcurrency: Readonly<Record<string, Moments>>;
  /** y: decode seconds, t: tokens after the first. Σy / Σt is what a token costs. */
  readonly pace: RatioSums;
  /** Of ln TTFT (seconds), by replica. */
  readonly logTtft: Readonly<Record<string, Moments>>;
  /** Of ln(completion tokens). */
  readonly logLength: Moments;
  /** By kind and replica: the ticks (whole seconds since the run began), ascending, in which it happened at least once. */
  readonly incidents: Readonly<Record<IncidentKind, Readonly<Record<string, readonly number[]>>>>;
}

/**
 * Prompts answered three times at temperature 0: by the control, by the control again under like load, by the candidate. What
 * counts are prompts where exactly one of the two later answers differs from the first.
 */
export interface Comparisons {
  readonly prompts: number;
  /** Only the candidate differs. */
  readonly candidateDiffers: number;
  /** Only the control's second answer differs. */
  readonly controlDiffers: number;
}
