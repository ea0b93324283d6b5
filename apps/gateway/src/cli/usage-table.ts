import type { UsageDimension } from '../metering/usage/usage-query.ts';
import type { UsageRow, UsageSpeculation } from '../metering/usage/usage-report.ts';
import { textTable } from './text-table.ts';

/** Behind a figure, how it was come by. */
const marks = { exact: '', derived: ' (derived)', estimated: ' (est.)' } as const;

const heads = [
  'requests',
  'ok',
  'prompt',
  'completion',
  'wasted',
  'steps',
  'acceleration',
  'GPU-s',
  'GPU-s wasted',
  'GPU-s saved',
  'cost',
];

/** For people. A figure of each method stands for itself, and `–` is unknown. */
export function usageTable(by: readonly UsageDimension[], rows: readonly UsageRow[]): string {
  const right = new Set(heads.map((_head, index) => by.length + index));
  const cells = rows.map((row) => [...by.map((dimension) => row[dimension] ?? '–'), ...figures(row)]);
  return textTable([...by, ...heads], cells, right) + notes(rows);
}

function figures(row: UsageRow): readonly string[] {
  const { speculation } = row;
  return [
    row.requests,
    row.ok,
    row.promptTokens,
    row.completionTokens,
    row.abortedTokens + row.discardedTokens,
    ofEach(speculation, ({ steps }) => Math.round(steps).toString()),
    ofEach(speculation, ({ acceleration }) => fixed(acceleration, 2)),
    fixed(row.gpuSeconds, 1),
    fixed(row.gpuSecondsWasted, 1),
    fixed(row.gpuSecondsSaved, 1),
    fixed(row.cost, 4),
  ].map(String);
}

function ofEach(speculation: readonly UsageSpeculation[], show: (one: UsageSpeculation) => string): string {
  return speculation.length === 0 ? '–' : speculation.map((one) => `${show(one)}${marks[one.method]}`).join(' / ');
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

function notes(rows: readonly UsageRow[]): string {
  const uncounted = rows.reduce((sum, row) => sum + row.uncounted, 0);
  const lines = [
    'acceleration counts forward passes, not seconds; GPU-seconds are saved over the control, by streams alone.',
    ...(uncounted === 0
      ? []
      : [`${uncounted} requests reached a replica and nobody said how many tokens came: not in these sums.`]),
  ];
  return `\n${lines.join('\n')}\n`;
}
