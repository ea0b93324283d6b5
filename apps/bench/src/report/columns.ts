import type { Interval } from '@slipstream/statistics';
import type { BenchRow, Quantiles } from '../analyse/bench-row.ts';
import { isLate } from '../analyse/is-late.ts';
import { fixed, milliseconds } from './format-number.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: BenchRow) => string;
}

/** The columns of the published table, in its words and with its digits. */
export const publishedColumns: readonly Column[] = [
  { title: 'Model', align: 'left', cell: (row) => row.model },
  { title: 'vu', align: 'right', cell: (row) => String(row.vus) },
  {
    title: 'Throughput (req/s)',
    align: 'right',
    cell: (row) => (row.throughput === null ? fixed(null, 0) : `${row.throughput.toFixed(6)}/s`),
  },
  { title: 'Token Sum', align: 'right', cell: (row) => fixed(row.tokenSum, 0) },
  { title: 'Tokens Count', align: 'right', cell: (row) => fixed(row.tokensCount, 0) },
  { title: 'Total Tokens', align: 'right', cell: (row) => fixed(row.totalTokens, 0) },
  { title: 'Acceleration', align: 'right', cell: (row) => fixed(row.acceleration, 2) },
];

const variantColumn: Column = { title: 'Variant', align: 'left', cell: (row) => row.variant };

/** What the published table does not show. */
const hiddenColumns: readonly Column[] = [
  { title: 'accel [95 %]', align: 'right', cell: ({ accelerationInterval }) => bounds(accelerationInterval) },
  { title: 'n', align: 'right', cell: (row) => String(row.requests) },
  { title: 'tok/req', align: 'right', cell: (row) => fixed(row.tokensPerRequest, 1) },
  { title: 'TTFT p50/p95 (ms)', align: 'right', cell: ttftCell },
  { title: 'TPOT p50/p95 (ms)', align: 'right', cell: (row) => quantiles(row.tpotMs) },
  { title: 'step cost', align: 'right', cell: (row) => fixed(row.stepCost, 2) },
  { title: 'speed-up [95 %]', align: 'right', cell: speedupCell },
  { title: 'flags', align: 'left', cell: (row) => row.flags.map(({ code }) => code).join(' ') },
];

/** Beside the published columns. */
export const furtherColumns: readonly Column[] = [variantColumn, ...hiddenColumns];

/** In a table of their own, where the rows must be named. */
export const separateColumns: readonly Column[] = [
  variantColumn,
  { title: 'vu', align: 'right', cell: (row) => String(row.vus) },
  ...hiddenColumns,
];

/** `≈`: the bench itself was late, and not by little beside these times. */
function ttftCell({ ttftMs, lagP99Ms }: BenchRow): string {
  return `${isLate(lagP99Ms, ttftMs.p50) ? '≈ ' : ''}${quantiles(ttftMs)}`;
}

function quantiles({ p50, p95 }: Quantiles): string {
  return p50 === null ? fixed(null, 0) : `${milliseconds(p50)} / ${milliseconds(p95)}`;
}

function speedupCell({ speedup, control }: BenchRow): string {
  if (speedup !== null) return `${fixed(speedup.estimate, 2)} ${bounds(speedup)}`;
  return control === null ? 'control' : fixed(null, 0);
}

function bounds(interval: Interval | null): string {
  return interval === null ? fixed(null, 0) : `[${fixed(interval.lower, 2)}, ${fixed(interval.upper, 2)}]`;
}
