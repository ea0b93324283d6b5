import type { Method } from '@slipstream/metrics';
import type { UsageRow } from './usage-report.ts';

const methods: readonly Method[] = ['exact', 'derived', 'estimated'];

const plainColumns = [
  'key',
  'model',
  'variant',
  'day',
  'requests',
  'ok',
  'uncounted',
  'promptTokens',
  'completionTokens',
  'reasoningTokens',
  'cachedTokens',
  'abortedTokens',
  'discardedTokens',
  'cost',
  'gpuSecondsSaved',
  'gpuSeconds',
  'gpuSecondsWasted',
  'class',
  'length',
  'concurrency',
  'run',
] as const satisfies readonly (keyof UsageRow)[];

/** A report as CSV (RFC 4180): a line per row, and of each method of speculation columns of its own. Unknown is empty. */
export function usageCsv(rows: readonly UsageRow[]): string {
  const ofMethods = methods.flatMap((method) => [`${method}Tokens`, `${method}Steps`, `${method}Acceleration`]);
  const lines = rows.map((row) => [
    ...plainColumns.map((column) => row[column]),
    ...methods.flatMap((method) => figures(row, method)),
  ]);
  return [[...plainColumns, ...ofMethods], ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function figures({ speculation }: UsageRow, wanted: Method): readonly (number | null)[] {
  const found = speculation.find(({ method }) => method === wanted);
  return [found?.tokens ?? null, found?.steps ?? null, found?.acceleration ?? null];
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  // A name that a spreadsheet would take for a formula is only a name.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
