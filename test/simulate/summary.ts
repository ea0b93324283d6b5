import type { Conclusion } from '@slipstream/statistics';
import type { AlarmCell, WorldCell } from './cells.ts';
import type { Estimator, RunOutcome } from './run-world.ts';

/** A share of runs with its Monte-Carlo standard error. */
export interface Share {
  readonly share: number;
  readonly standardError: number;
}

/** Requests (or prompts) until something, over the runs. Null where so many runs never got there. */
export interface Times {
  readonly median: number | null;
  readonly p90: number | null;
}

export interface WorldSummary {
  readonly kind: 'world';
  readonly name: string;
  readonly runs: number;
  readonly promoted: Share;
  /** Share of runs by their first recommendation; `hold` for none in the whole run. */
  readonly first: Readonly<Record<Conclusion['recommendation'], number>>;
  readonly firstAt: Times;
  readonly proved: Share;
  readonly provedAt: Times;
  readonly provedWithin2000: Share;
  /** Intervals that ever left the truth out. */
  readonly missed: Readonly<Record<Estimator, Share>>;
}

export interface AlarmSummary {
  readonly kind: 'alarm';
  readonly name: string;
  readonly runs: number;
  readonly alarmed: Share;
  readonly alarmAt: Times;
}

export type Summary = WorldSummary | AlarmSummary;

export function summariseWorld({ name }: WorldCell, outcomes: readonly RunOutcome[]): WorldSummary {
  const share = (hit: (outcome: RunOutcome) => boolean): Share => shareOf(outcomes.filter(hit).length, outcomes.length);
  const firsts = (first: RunOutcome['first']): number => share((outcome) => outcome.first === first).share;
  const missedBy = (estimator: Estimator): Share => share(({ missed }) => missed.includes(estimator));
  return {
    kind: 'world',
    name,
    runs: outcomes.length,
    promoted: share(({ promotedAt }) => promotedAt !== null),
    first: {
      promote: firsts('promote'),
      'no-benefit': firsts('no-benefit'),
      'roll-back': firsts('roll-back'),
      pause: firsts('pause'),
      hold: firsts('hold'),
    },
    firstAt: timesOf(outcomes.map(({ firstAt }) => firstAt)),
    proved: share(({ provedAt }) => provedAt !== null),
    provedAt: timesOf(outcomes.map(({ provedAt }) => provedAt)),
    provedWithin2000: share(({ provedAt }) => provedAt !== null && provedAt <= 2000),
    missed: {
      'one-look': missedBy('one-look'),
      requests: missedBy('requests'),
      weighted: missedBy('weighted'),
      'equal-concurrency': missedBy('equal-concurrency'),
      'matched-blocks': missedBy('matched-blocks'),
      conclusion: missedBy('conclusion'),
    },
  };
}

export function summariseAlarms({ name }: AlarmCell, times: readonly (number | null)[]): AlarmSummary {
  const alarms = times.filter((time) => time !== null);
  return {
    kind: 'alarm',
    name,
    runs: times.length,
    alarmed: shareOf(alarms.length, times.length),
    alarmAt: timesOf(times),
  };
}

function shareOf(hits: number, runs: number): Share {
  const share = hits / runs;
  return { share, standardError: Math.sqrt((share * (1 - share)) / runs) };
}

function timesOf(times: readonly (number | null)[]): Times {
  const sorted = times.map((time) => time ?? Infinity).toSorted((a, b) => a - b);
  const at = (quantile: number): number | null => {
    const time = sorted[Math.min(Math.floor(quantile * sorted.length), sorted.length - 1)] ?? Infinity;
    return time === Infinity ? null : time;
  };
  return { median: at(0.5), p90: at(0.9) };
}
