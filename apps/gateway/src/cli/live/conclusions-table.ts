import type { ConclusionDimension } from '../../metering/conclusions/bands.ts';
import type { ConclusionsReport, ConclusionsRow } from '../../metering/conclusions/conclusions-report.ts';
import { textTable } from '../text-table.ts';

type Interval = NonNullable<ConclusionsRow['acceleration']>;

interface Column {
  readonly head: string;
  readonly cell: (row: ConclusionsRow) => string;
}

const columns: readonly Column[] = [
  { head: 'requests', cell: ({ requests }) => String(requests) },
  { head: 'tokens', cell: ({ tokens }) => String(Math.round(tokens)) },
  { head: 'acceleration', cell: ({ acceleration }) => inBrackets(acceleration, 2) },
  { head: 'accepted', cell: ({ acceptanceRate }) => inBrackets(acceptanceRate, 2) },
  { head: 'step ms', cell: ({ stepTimeMs }) => inBrackets(stepTimeMs, 1) },
  { head: 'TPOT ms', cell: ({ tpotMs }) => inBrackets(tpotMs, 1) },
  { head: 'speed-up', cell: ({ speedUp }) => inBrackets(speedUp, 2) },
  { head: 'step cost', cell: ({ stepCost }) => inBrackets(stepCost, 2) },
  { head: 'GPU-s/1000', cell: ({ gpuSecondsPer1000Tokens: cost }) => inBrackets(cost, 2) },
  { head: 'GPU-s saved', cell: ({ gpuSecondsSaved: saved }) => fixed(saved, 1) },
  { head: 'wasted', cell: ({ gpuSecondsWasted: wasted }) => fixed(wasted, 1) },
];

/** For people: an estimate with its interval of 95 %; `–` is unknown. Rows of different methods stand for themselves. */
export function conclusionsTable(by: ConclusionDimension, { since, rows }: ConclusionsReport): string {
  const names = by === 'variant' ? ['model', 'variant', 'method'] : ['model', 'variant', by, 'method'];
  const right = new Set(columns.map((_column, index) => names.length + index));
  const cells = rows.map((row) => {
    const named = [row.model, row.variant, ...(by === 'variant' ? [] : [row.band ?? '–']), row.method ?? '–'];
    return [...named, ...columns.map(({ cell }) => cell(row))];
  });
  const note = `Since ${since}, of this gateway alone. acceleration counts forward passes; speed-up is what users have of it.`;
  return `${textTable([...names, ...columns.map(({ head }) => head)], cells, right)}\n${note}\n`;
}

function inBrackets(interval: Interval | null, digits: number): string {
  if (interval === null) return '–';
  const [lower, estimate, upper] = [interval.lower, interval.estimate, interval.upper].map((x) => x.toFixed(digits));
  return `${estimate} [${lower}, ${upper}]`;
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}
