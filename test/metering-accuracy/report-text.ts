import type { AccuracyRow } from './accuracy-row.ts';
import { holdsBars } from './accuracy-row.ts';

const head = [
  '| condition | answers (null) | pooled | one answer: rms | 95 % within | truth within 2 s.e. | factor by counters | left of pooled | bar |',
  '|---|---|---|---|---|---|---|---|---|',
];

/** A table per group, in Markdown. */
export function reportText(rows: readonly AccuracyRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const lines = rows.filter((row) => row.group === group).map(line);
    return [`### ${group[0]?.toUpperCase() ?? ''}${group.slice(1)}`, '', ...head, ...lines].join('\n');
  });
  return tables.join('\n\n');
}

function line(row: AccuracyRow): string {
  const { name, answers, unknown, pooled, rms, p95, covered, calibrated, bars } = row;
  const factor = calibrated === null ? '–' : `${calibrated.factor.toFixed(4)} ± ${calibrated.errorRatio.toFixed(4)}`;
  const cells = [
    name,
    unknown === 0 ? String(answers) : `${String(answers)} (${String(unknown)})`,
    signed(pooled, 2),
    percent(rms, 1),
    percent(p95, 1),
    percent(covered, 0),
    factor,
    calibrated === null ? '–' : signed(calibrated.left, 2),
    bars === null ? '–' : holdsBars(row) ? 'holds' : 'missed',
  ];
  return `| ${cells.join(' | ')} |`;
}

function percent(ratio: number, digits: number): string {
  return `${(100 * ratio).toFixed(digits)} %`;
}

function signed(ratio: number, digits: number): string {
  const text = percent(Math.abs(ratio), digits);
  return `${ratio < 0 ? '−' : '+'}${text}`;
}
