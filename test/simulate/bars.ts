import { defaultConclusionPlan } from '@slipstream/statistics';
import type { AlarmCell, Cell, WorldCell } from './cells.ts';
import type { AlarmSummary, Summary, WorldSummary } from './summary.ts';

/** One thing that must hold, and what was found. */
export interface Bar {
  readonly what: string;
  readonly found: string;
  readonly bound: string;
  readonly holds: boolean;
}

export function barsOf(cell: Cell, summary: Summary): readonly Bar[] {
  if (cell.kind === 'world' && summary.kind === 'world') return worldBars(cell, summary);
  if (cell.kind === 'alarm' && summary.kind === 'alarm') return alarmBars(cell, summary);
  throw new TypeError(`the summary of ${summary.name} is not one of ${cell.name}`);
}

function worldBars({ name, world, scenario }: WorldCell, summary: WorldSummary): readonly Bar[] {
  const { promoted, first, missed, runs } = summary;
  const { alpha } = defaultConclusionPlan;
  const bars: Bar[] = [];
  if (world.claim === 'valid' && scenario !== 'faster') {
    bars.push(atMost(`${name}: promoted, though not faster by more than 5 %`, promoted.share, alpha, runs));
    bars.push(atMost(`${name}: intervals that ever leave the truth out`, missed.conclusion.share, alpha, runs));
  }
  if (world.claim === 'paused' || world.claim === 'never-promoted') {
    bars.push({
      what: `${name}: promoted`,
      found: percent(promoted.share),
      bound: 'never',
      holds: promoted.share === 0,
    });
  }
  if (world.claim === 'paused') {
    bars.push({
      what: `${name}: paused first`,
      found: percent(first.pause),
      bound: 'always',
      holds: first.pause === 1,
    });
  }
  if (world.name === 'plain' && scenario === 'faster') {
    const { share } = summary.provedWithin2000;
    bars.push({
      what: `${name}: 1.3 times found within 2000 requests`,
      found: percent(share),
      bound: '≥ 99 %',
      holds: share >= 0.99,
    });
  }
  return bars;
}

function alarmBars(
  { name, isFalse, medianWithin }: AlarmCell,
  { alarmed, alarmAt, runs }: AlarmSummary,
): readonly Bar[] {
  const bars: Bar[] = [];
  if (isFalse) bars.push(atMost(`${name}: false alarms`, alarmed.share, defaultConclusionPlan.guardrailAlpha, runs));
  if (medianWithin !== null) {
    bars.push({
      what: `${name}: median of requests until the alarm`,
      found: String(alarmAt.median ?? 'never'),
      bound: `≤ ${medianWithin}`,
      holds: alarmAt.median !== null && alarmAt.median <= medianWithin,
    });
  }
  return bars;
}

/** A rate that is just kept is seen above itself by three Monte-Carlo errors once in 740 cells. */
function atMost(what: string, share: number, rate: number, runs: number): Bar {
  const bound = rate + 3 * Math.sqrt((rate * (1 - rate)) / runs);
  const words = `≤ ${percent(rate)} + 3 standard errors = ${percent(bound)}`;
  return { what, found: percent(share), bound: words, holds: share <= bound };
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
