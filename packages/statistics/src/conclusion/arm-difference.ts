import { blockHalfWidth, blockMean } from '../blocks/block-mean.ts';
import { groupBlocks } from '../blocks/group-blocks.ts';
import { clusteredMean } from '../cluster/clustered-mean.ts';
import { variance } from '../moments/moments.ts';
import { replicaSquaredError } from '../replicas/replica-spread.ts';
import { emptyTally } from './empty-evidence.ts';
import type { ArmName, Block } from './evidence.ts';
import type { Measure } from './measure.ts';
import { mergeTallies } from './merge-evidence.ts';
import type { ObservedRun } from './observed-run.ts';

/** Values that each arm needs in a block for its mean to be about normal; neighbouring blocks are put together until it has them. */
const leastPerArmAndBlock = 10;
/** Units that each arm needs for the error between them to be known. */
const leastUnits = 20;

/** ln(candidate / control) of a measure, with where its error comes from. */
export interface ArmDifference {
  readonly difference: number;
  readonly halfWidth: number;
  /** Groups of neighbouring blocks that count as one. */
  readonly blocks: number;
  /** Squared standard error, the sum of what follows. */
  readonly squaredError: number;
  readonly parts: {
    /** Between blocks, with what neighbours share. */
    readonly blocks: number;
    /** What units add to it. Null where the unit is the request. */
    readonly units: number | null;
    /** What the draw of replicas adds. Null where no arm has two. */
    readonly replicas: number | null;
  };
  /** Squared standard error if requests were independent. */
  readonly ofIndependentRequests: number;
  /** How much larger the part of the blocks is for neighbouring blocks being alike. */
  readonly inflation: number;
}

/**
 * The mean over blocks of the difference between the arms. Each way in which requests depend on each other adds its part to the squared error:
 * hours (blocks), people (units, two-way clustering as in Cameron, Gelbach, Miller 2011: V_blocks + V_units − V_requests),
 * machines (replicas). Null with fewer than two usable blocks, or where units are sticky and still too few.
 */
export function armDifference(run: ObservedRun, measure: Measure): ArmDifference | null {
  const mean = blockMean(differences(run, measure));
  if (mean === null) return null;
  const units = unitError(run, measure);
  if (units === 'too-few') return null;
  const replicas = run.plan.replicaSpread === null ? estimatedReplicaError(run) : plannedReplicaError(run);
  const requests = requestError(run, measure);
  const beyondRequests = units === null ? null : Math.max(0, units - requests, units - mean.squaredError);
  const squaredError = mean.squaredError + (beyondRequests ?? 0) + (replicas ?? 0);
  const { alpha, expectedBlocks: nStar } = run.plan;
  return {
    difference: mean.mean,
    halfWidth: blockHalfWidth(mean.blocks, squaredError, { alpha, nStar }),
    blocks: mean.blocks,
    squaredError,
    parts: { blocks: mean.squaredError, units: beyondRequests, replicas },
    ofIndependentRequests: requests,
    inflation: mean.inflation,
  };
}

function differences(run: ObservedRun, measure: Measure): readonly number[] {
  const countOf = ({ arms }: Block): Record<ArmName, number> => ({
    control: measure.countOf(arms.control),
    candidate: measure.countOf(arms.candidate),
  });
  return groupBlocks(run.complete, countOf, leastPerArmAndBlock).map((group) => {
    const logOf = (arm: ArmName): number =>
      measure.logOf(group.map(({ arms }) => arms[arm]).reduce(mergeTallies, emptyTally()));
    return logOf('candidate') - logOf('control');
  });
}

/** Of the difference, if requests were independent. */
function requestError({ totals }: ObservedRun, measure: Measure): number {
  return (['control', 'candidate'] as const).reduce((sum, arm) => {
    const moments = measure.momentsOf(totals[arm]);
    return sum + (variance(moments) ?? 0) / Math.max(moments.n, 1);
  }, 0);
}

/** Of the difference, if units were independent and their requests were not. */
function unitError({ units }: ObservedRun, measure: Measure): number | null | 'too-few' {
  if (units === null) return null;
  let error = 0;
  for (const arm of ['control', 'candidate'] as const) {
    const sums = measure.unitsOf(units[arm]);
    const mean = clusteredMean(sums);
    if (mean === null || sums.clusters < leastUnits) return 'too-few';
    error += mean.squaredError;
  }
  return error;
}

function estimatedReplicaError({ totals }: ObservedRun): number | null {
  return replicaSquaredError(Object.values(totals.control.logTpot), Object.values(totals.candidate.logTpot));
}

/** τ² (1/R_A + 1/R_B), with the spread that a calibration of equal replicas has shown. */
function plannedReplicaError({ plan, totals }: ObservedRun): number {
  const replicas = (arm: ArmName): number => Math.max(Object.keys(totals[arm].logTpot).length, 1);
  return (plan.replicaSpread ?? 0) ** 2 * (1 / replicas('control') + 1 / replicas('candidate'));
}
