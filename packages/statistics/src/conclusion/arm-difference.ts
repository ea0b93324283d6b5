import { blockHalfWidth, blockMean } from '../blocks/block-mean.ts';
import { groupBlocks } from '../blocks/group-blocks.ts';
import { clusteredMean } from '../cluster/clustered-mean.ts';
import { studentTQuantile } from '../distributions/student-t.ts';
import { replicaConcentration, replicaSpread } from '../replicas/replica-spread.ts';
import { emptyTally } from './empty-evidence.ts';
import type { ArmName, ArmTally, Block } from './evidence.ts';
import type { Measure } from './measure.ts';
import { mergeTallies } from './merge-evidence.ts';
import type { ObservedRun } from './observed-run.ts';

/**
 * Values that each arm needs in a block for its mean to be about normal; neighbouring blocks are put together until it has
 * them.
 */
const leastPerArmAndBlock = 10;
/** Fewer do not show how alike neighbours are. */
const leastBlocks = 6;
/** Units that each arm needs for the error between them to be known. */
const leastUnits = 20;
const armNames = ['control', 'candidate'] as const;

/** ln(candidate / control) of a measure, with where its error comes from. */
export interface ArmDifference {
  readonly difference: number;
  /** Of an interval that is valid at any look. */
  readonly halfWidth: number;
  /** Groups of neighbouring blocks that count as one. */
  readonly blocks: number;
  /** Squared standard error, the sum of the parts. */
  readonly squaredError: number;
  readonly parts: {
    /** Between blocks, with what neighbours share. */
    readonly blocks: number;
    /** What units add to it. Null where the unit is the request. */
    readonly units: number | null;
    /**
     * Of the draw of machines, their requests’ scatter included. Null where no arm has two, or where the machine does not
     * matter.
     */
    readonly replicas: number | null;
  };
  /** Squared standard error if requests were independent. */
  readonly ofIndependentRequests: number;
  /** How much larger the part of the blocks is for neighbouring blocks being alike. */
  readonly inflation: number;
}

/** The two arms in one group of blocks. */
type Group = Readonly<Record<ArmName, ArmTally>>;

/**
 * The mean over blocks of the difference between the arms. Each way in which requests depend on each other adds its part to the
 * squared error: hours (blocks), people (units; two-way clustering as in Cameron, Gelbach, Miller 2011: V_blocks + V_units −
 * V_requests), machines (replicas). Machines are drawn once, however often one looks, so their part takes Student's quantile
 * and not the sequence's. Null with fewer than six usable blocks, or where units are sticky and still too few.
 */
export function armDifference(run: ObservedRun, measure: Measure): ArmDifference | null {
  const groups = groupsOf(run, measure);
  const differences = groups.map((arms) => measure.logOf(arms.candidate) - measure.logOf(arms.control));
  const noise = noiseOfRequests(groups, measure);
  const mean = blockMean(differences, noise);
  const units = unitError(run, measure);
  if (mean === null || mean.blocks < leastBlocks || units === 'too-few') return null;
  const requests = noise / groups.length;
  const beyondRequests = units === null ? null : Math.max(0, units - requests, units - mean.squaredError);
  const averaging = mean.squaredError + (beyondRequests ?? 0);
  const replicas = replicaError(run, groups, measure);
  const { alpha, expectedBlocks: nStar } = run.plan;
  const sequence = blockHalfWidth(mean.blocks, averaging, { alpha, nStar });
  return {
    difference: mean.mean,
    halfWidth: Math.hypot(sequence, replicas?.halfWidth ?? 0),
    blocks: mean.blocks,
    squaredError: averaging + (replicas?.squaredError ?? 0),
    parts: { blocks: mean.squaredError, units: beyondRequests, replicas: replicas?.squaredError ?? null },
    ofIndependentRequests: requests,
    inflation: mean.inflation,
  };
}

function groupsOf(run: ObservedRun, measure: Measure): readonly Group[] {
  const countOf = ({ arms }: Block): Record<ArmName, number> => ({
    control: measure.countOf(arms.control),
    candidate: measure.countOf(arms.candidate),
  });
  return groupBlocks(run.complete, countOf, leastPerArmAndBlock).map((blocks) => {
    const tally = (arm: ArmName): ArmTally => blocks.map(({ arms }) => arms[arm]).reduce(mergeTallies, emptyTally());
    const [only, second] = blocks;
    return only !== undefined && second === undefined
      ? only.arms
      : { control: tally('control'), candidate: tally('candidate') };
  });
}

/** Variance of one group's difference if requests were independent: the mean over groups, by the scatter inside them. */
function noiseOfRequests(groups: readonly Group[], measure: Measure): number {
  const noises = groups.map((arms) => armNames.reduce((sum, arm) => sum + (measure.noiseOf(arms[arm]) ?? 0), 0));
  return noises.reduce((sum, noise) => sum + noise, 0) / Math.max(noises.length, 1);
}

/** Of the difference, if units were independent and their requests were not. */
function unitError({ units }: ObservedRun, measure: Measure): number | null | 'too-few' {
  if (units === null) return null;
  let error = 0;
  for (const arm of armNames) {
    const sums = measure.unitsOf(units[arm]);
    const mean = clusteredMean(sums);
    if (mean === null || sums.clusters < leastUnits) return 'too-few';
    error += mean.squaredError;
  }
  return error;
}

interface ReplicaError {
  readonly squaredError: number;
  readonly halfWidth: number;
}

/** From the spread that a calibration has shown, or from the one seen here. */
function replicaError({ plan }: ObservedRun, groups: readonly Group[], measure: Measure): ReplicaError | null {
  const { replicasOf } = measure;
  if (replicasOf === null) return null;
  const arms = armNames.map((arm) => groups.map((group) => replicasOf(group[arm])));
  const seen =
    plan.replicaSpread === null ? replicaSpread(arms) : { variance: plan.replicaSpread ** 2, freedom: Infinity };
  if (seen === null) return null;
  const squaredError = seen.variance * arms.reduce((sum, blocks) => sum + replicaConcentration(blocks), 0);
  const quantile = studentTQuantile(1 - plan.alpha / 4, Math.min(seen.freedom, 1e9));
  return { squaredError, halfWidth: quantile * Math.sqrt(squaredError) };
}
