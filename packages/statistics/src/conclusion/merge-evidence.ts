import { mergeClusterSums } from '../cluster/cluster-sums.ts';
import { mergeMoments } from '../moments/moments.ts';
import { mergeRatio } from '../ratio/ratio-sums.ts';
import type { ArmName, ArmTally, Block, Evidence, UnitSums } from './evidence.ts';

/** Evidence of two parts of one run, such as two gateways, added up: the same as if one had seen it all. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  return {
    blocks: mergeRecords(a.blocks, b.blocks, mergeBlocks),
    units: a.units === null || b.units === null ? (a.units ?? b.units) : mergeArms(a.units, b.units, mergeUnits),
  };
}

/** The evidence with a block's figures added to those of the same epoch and index. */
export function withBlock(evidence: Evidence, block: Block): Evidence {
  return mergeEvidence(evidence, { blocks: { [blockKey(block)]: block }, units: null });
}

function blockKey({ epoch, index }: Pick<Block, 'epoch' | 'index'>): string {
  return `${epoch}:${index}`;
}

/** @throws RangeError for blocks of other times or weights: an epoch has one weight. */
export function mergeBlocks(a: Block, b: Block): Block {
  if (blockKey(a) !== blockKey(b) || a.weight !== b.weight) {
    throw new RangeError(
      `block ${blockKey(a)} of weight ${a.weight} and block ${blockKey(b)} of weight ${b.weight} do not add up: ` +
        'one epoch has one weight, and a change of weights starts another',
    );
  }
  return {
    ...a,
    arms: mergeArms(a.arms, b.arms, mergeTallies),
    comparisons: {
      prompts: a.comparisons.prompts + b.comparisons.prompts,
      candidateDiffers: a.comparisons.candidateDiffers + b.comparisons.candidateDiffers,
      controlDiffers: a.comparisons.controlDiffers + b.comparisons.controlDiffers,
    },
  };
}

export function mergeTallies(a: ArmTally, b: ArmTally): ArmTally {
  return {
    arrivals: a.arrivals + b.arrivals,
    units: a.units + b.units,
    requests: a.requests + b.requests,
    replicaSeconds: a.replicaSeconds + b.replicaSeconds,
    logTpot: mergeRecords(a.logTpot, b.logTpot, mergeMoments),
    logTpotByConcurrency: mergeRecords(a.logTpotByConcurrency, b.logTpotByConcurrency, mergeMoments),
    pace: mergeRatio(a.pace, b.pace),
    logTtft: mergeRecords(a.logTtft, b.logTtft, mergeMoments),
    logLength: mergeMoments(a.logLength, b.logLength),
    incidents: {
      error: mergeRecords(a.incidents.error, b.incidents.error, mergeTicks),
      'slo-miss': mergeRecords(a.incidents['slo-miss'], b.incidents['slo-miss'], mergeTicks),
    },
  };
}

function mergeUnits(a: UnitSums, b: UnitSums): UnitSums {
  return {
    logTpot: mergeClusterSums(a.logTpot, b.logTpot),
    logTtft: mergeClusterSums(a.logTtft, b.logTtft),
    logLength: mergeClusterSums(a.logLength, b.logLength),
  };
}

/** An incident that two gateways saw is one. */
function mergeTicks(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].toSorted((one, other) => one - other);
}

type Arms<T> = Readonly<Record<ArmName, T>>;

function mergeArms<T>(a: Arms<T>, b: Arms<T>, merge: (a: T, b: T) => T): Arms<T> {
  return { control: merge(a.control, b.control), candidate: merge(a.candidate, b.candidate) };
}

function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  merge: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const merged: Record<string, T> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const there = merged[key];
    merged[key] = there === undefined ? value : merge(there, value);
  }
  return merged;
}
