import { addMoment, emptyMoments } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';
import { addRatio } from '../ratio/ratio-sums.ts';
import { concurrencyStratum } from '../strata/concurrency-stratum.ts';
import type { ArmName, ArmTally, Block, IncidentKind } from './evidence.ts';
import { logsOf } from './logs-of.ts';
import type { RequestSample } from './request-sample.ts';

/** A request was assigned. `isNewUnit`: its unit had no request in this run yet; always where the unit is the request. */
export function addArrival(block: Block, arm: ArmName, isNewUnit: boolean = true): Block {
  return withTally(block, arm, (tally) => ({
    ...tally,
    arrivals: tally.arrivals + 1,
    units: tally.units + (isNewUnit ? 1 : 0),
  }));
}

/**
 * A request ended, well or not. Its block is of the epoch in which it was assigned, since that weight sent it to its arm, and of
 * the time at which it ended.
 */
export function addRequest(block: Block, arm: ArmName, sample: RequestSample): Block {
  return withTally(block, arm, (tally) => {
    const ended = { ...tally, requests: tally.requests + 1 };
    return withIncidents(withTimes(ended, sample), sample);
  });
}

/** The arm had one more replica ready for so many seconds, or several for a part of them. */
export function addReplicaSeconds(block: Block, arm: ArmName, seconds: number): Block {
  return withTally(block, arm, (tally) => ({ ...tally, replicaSeconds: tally.replicaSeconds + seconds }));
}

/**
 * One prompt was answered by the control, by the control again and by the candidate: which of the later answers differ from the
 * first?
 */
export function addComparison(
  block: Block,
  differs: { readonly controlAgain: boolean; readonly candidate: boolean },
): Block {
  const { prompts, candidateDiffers, controlDiffers } = block.comparisons;
  return {
    ...block,
    comparisons: {
      prompts: prompts + 1,
      candidateDiffers: candidateDiffers + (differs.candidate && !differs.controlAgain ? 1 : 0),
      controlDiffers: controlDiffers + (differs.controlAgain && !differs.candidate ? 1 : 0),
    },
  };
}

function withTally(block: Block, arm: ArmName, change: (tally: ArmTally) => ArmTally): Block {
  return { ...block, arms: { ...block.arms, [arm]: change(block.arms[arm]) } };
}

function withTimes(tally: ArmTally, sample: RequestSample): ArmTally {
  const { logTpot, logTtft, logLength } = logsOf(sample);
  const timed = {
    ...tally,
    logTtft: logTtft === null ? tally.logTtft : withValue(tally.logTtft, sample.replica, logTtft),
    logLength: logLength === null ? tally.logLength : addMoment(tally.logLength, logLength),
  };
  const { replica, decodeSeconds, completionTokens, concurrency } = sample;
  if (logTpot === null || decodeSeconds === null || completionTokens === null) return timed;
  return {
    ...timed,
    pace: addRatio(tally.pace, decodeSeconds, completionTokens - 1),
    logTpot: withValue(tally.logTpot, replica, logTpot),
    logTpotByConcurrency:
      concurrency === null
        ? tally.logTpotByConcurrency
        : withValue(tally.logTpotByConcurrency, concurrencyStratum(concurrency), logTpot),
  };
}

function withValue(moments: Readonly<Record<string, Moments>>, key: string, x: number): Record<string, Moments> {
  return { ...moments, [key]: addMoment(moments[key] ?? emptyMoments(), x) };
}

function withIncidents(tally: ArmTally, { incidents, replica, tick }: RequestSample): ArmTally {
  if (incidents.length === 0) return tally;
  const next = { ...tally.incidents };
  for (const kind of new Set<IncidentKind>(incidents)) {
    const ticks = next[kind][replica] ?? [];
    if (ticks.includes(tick)) continue;
    next[kind] = { ...next[kind], [replica]: [...ticks, tick].toSorted((a, b) => a - b) };
  }
  return { ...tally, incidents: next };
}
