import { percent } from './bars.ts';
import type { Bar } from './bars.ts';
import type { Cell } from './cells.ts';
import { estimators } from './run-world.ts';
import type { AlarmSummary, Share, Summary, Times, WorldSummary } from './summary.ts';

export interface Result {
  readonly cell: Cell;
  readonly summary: Summary;
  readonly bars: readonly Bar[];
}

/** The tables, as markdown: docs/statistics.md takes them as they are. */
export function reportText(results: readonly Result[]): string {
  const worlds = results.flatMap(({ cell, summary }) =>
    cell.kind === 'world' && summary.kind === 'world' ? [{ claim: cell.world.claim, summary }] : [],
  );
  const alarms = results.flatMap(({ cell, summary }) =>
    cell.kind === 'alarm' && summary.kind === 'alarm' ? [{ what: cell.what, summary }] : [],
  );
  const bars = results.flatMap((result) => result.bars);
  const parts = [
    worlds.length === 0 ? [] : conclusions(worlds),
    worlds.length === 0 ? [] : misses(worlds),
    alarms.length === 0 ? [] : alarmTable(alarms),
    bars.length === 0 ? [] : barTable(bars),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function conclusions(rows: readonly { readonly claim: string; readonly summary: WorldSummary }[]): string[] {
  return [
    '| world / truth | claim | promoted | first answer | after requests, median / p90 | speed-up proved after | in 2000 |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(({ claim, summary }) => {
      const { name, promoted, first, firstAt, provedAt, provedWithin2000 } = summary;
      const answers = Object.entries(first)
        .filter(([, share]) => share > 0)
        .toSorted(([, a], [, b]) => b - a)
        .map(([answer, share]) => `${answer} ${percent(share)}`)
        .join(', ');
      return `| ${name} | ${claim} | ${withError(promoted)} | ${answers} | ${times(firstAt)} | ${times(provedAt)} | ${withError(provedWithin2000)} |`;
    }),
  ];
}

function misses(rows: readonly { readonly claim: string; readonly summary: WorldSummary }[]): string[] {
  return [
    `Runs in which a 95 % interval ever left the true speed-up out, looked at after every block:`,
    '',
    `| world / truth | claim | ${estimators.join(' | ')} |`,
    `|---|---|${estimators.map(() => '---|').join('')}`,
    ...rows.map(({ claim, summary: { name, missed } }) => {
      return `| ${name} | ${claim} | ${estimators.map((estimator) => withError(missed[estimator])).join(' | ')} |`;
    }),
  ];
}

function alarmTable(rows: readonly { readonly what: string; readonly summary: AlarmSummary }[]): string[] {
  return [
    '| guardrail / truth | | alarms | after requests or prompts, median / p90 |',
    '|---|---|---|---|',
    ...rows.map(({ what, summary: { name, alarmed, alarmAt } }) => {
      return `| ${name} | ${what} | ${withError(alarmed)} | ${times(alarmAt)} |`;
    }),
  ];
}

function barTable(bars: readonly Bar[]): string[] {
  return [
    '| bar | found | bound | |',
    '|---|---|---|---|',
    ...bars.map(
      ({ what, found, bound, holds }) => `| ${what} | ${found} | ${bound} | ${holds ? 'holds' : '**missed**'} |`,
    ),
  ];
}

function withError({ share, standardError }: Share): string {
  return `${(100 * share).toFixed(1)} ± ${(100 * standardError).toFixed(1)} %`;
}

function times({ median, p90 }: Times): string {
  return median === null ? '–' : `${median} / ${p90 ?? '–'}`;
}
