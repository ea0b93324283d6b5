import { emptyMoments } from '../moments/moments.ts';
import { emptyRatioSums } from '../ratio/ratio-sums.ts';
import type { ArmTally, Block, Evidence } from './evidence.ts';

/** Of a run that begins. `units` stays null where the unit is the request. */
export function emptyEvidence(): Evidence {
  return { blocks: {}, units: null };
}

/** @throws RangeError for a weight that leaves one arm without traffic: there is nothing to compare then. */
export function emptyBlock({ epoch, index, weight }: Pick<Block, 'epoch' | 'index' | 'weight'>): Block {
  if (!(weight > 0 && weight < 1)) throw new RangeError(`a candidate's weight lies between 0 and 1, not at ${weight}`);
  return {
    epoch,
    index,
    weight,
    arms: { control: emptyTally(), candidate: emptyTally() },
    comparisons: { prompts: 0, candidateDiffers: 0, controlDiffers: 0 },
  };
}

export function emptyTally(): ArmTally {
  return {
    arrivals: 0,
    units: 0,
    requests: 0,
    replicaSeconds: 0,
    logTpot: {},
    logTpotByConcurrency: {},
    pace: emptyRatioSums(),
    logTtft: {},
    logLength: emptyMoments(),
    incidents: { error: {}, 'slo-miss': {} },
  };
}
