import { acceleration, decodeAcceleration, stepCost } from '@slipstream/metrics';
import type { ArmMeasurement } from '../run/measurement.ts';
import type { RequestRecord } from '../run/request-record.ts';
import { accelerationInterval } from './acceleration-interval.ts';
import type { BenchRow, Flag } from './bench-row.ts';
import type { SpeedupClaim } from './claim-speedup.ts';
import { isWorthless, tokensSeen } from './flags-of.ts';
import { quantilesOf } from './quantiles-of.ts';
import { timePerOutputTokenMs, timeToFirstTokenMs } from './request-times.ts';

/** Puts one row together. A worthless measurement keeps its raw counts and loses what would be concluded from them. */
export function rowOf(measurement: ArmMeasurement, claim: SpeedupClaim, flags: readonly Flag[]): BenchRow {
  const { arm, vus, model, records, lagP99Ms } = measurement;
  const complete = records.filter(({ failure }) => failure === null);
  const counted = countedBy(measurement, flags);
  return {
    model,
    variant: arm.name,
    vus,
    requests: complete.length,
    ...rates(measurement, complete),
    ...counted,
    usageTokens: tokensSeen(records),
    usageSource: usageSource(records),
    accelerationInterval: accelerationInterval(counted.acceleration, complete),
    control: arm.control,
    ...claim,
    stepCost: stepCost(counted.acceleration, claim.speedup?.estimate ?? null),
    tokensPerRequest: complete.length === 0 ? null : tokensSeen(complete) / complete.length,
    ttftMs: quantilesOf(complete.map(timeToFirstTokenMs)),
    tpotMs: quantilesOf(complete.map(timePerOutputTokenMs)),
    errors: records.length - complete.length,
    failures: tally(records.map(({ failure }) => failure?.kind ?? null)),
    finishReasons: tally(complete.map(({ finishReason }) => finishReason)),
    lagP99Ms,
    flags,
  };
}

type Counted = Pick<BenchRow, 'tokenSum' | 'tokensCount' | 'totalTokens' | 'acceleration' | 'decodeAcceleration'>;

function countedBy({ counters }: ArmMeasurement, flags: readonly Flag[]): Counted {
  if (counters === null) {
    return { tokenSum: null, tokensCount: null, totalTokens: null, acceleration: null, decodeAcceleration: null };
  }
  const { tokenSum, tokensCount, prefills } = counters;
  const tokens = tokenSum + tokensCount;
  const raw = { tokenSum, tokensCount, totalTokens: tokens };
  if (isWorthless(flags)) return { ...raw, acceleration: null, decodeAcceleration: null };
  const sums = {
    requests: prefills ?? 0,
    tokens,
    steps: tokensCount,
    accepted: tokenSum,
    drafts: null,
    draftTokens: null,
    acceptedByPosition: null,
  };
  return {
    ...raw,
    acceleration: acceleration(sums),
    decodeAcceleration: prefills === null ? null : decodeAcceleration(sums),
  };
}

type Rates = Pick<BenchRow, 'throughput' | 'throughputWithin' | 'tokensPerSecond'>;

function rates({ drainedMs, sendingMs, startedAtMs }: ArmMeasurement, complete: readonly RequestRecord[]): Rates {
  const inTime = complete.filter(({ endedAtMs }) => sendingMs !== null && endedAtMs <= startedAtMs + sendingMs);
  return {
    throughput: perSecond(complete.length, drainedMs),
    throughputWithin: sendingMs === null ? null : perSecond(inTime.length, sendingMs),
    tokensPerSecond: perSecond(tokensSeen(complete), drainedMs),
  };
}

function perSecond(count: number, ms: number): number | null {
  return ms > 0 ? count / (ms / 1000) : null;
}

function usageSource(records: readonly RequestRecord[]): BenchRow['usageSource'] {
  const sources = new Set(records.flatMap(({ tokenSource }) => tokenSource ?? []));
  const [only] = sources;
  if (only === undefined) return 'none';
  return sources.size === 1 ? only : 'mixed';
}

function tally(words: readonly (string | null)[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
