import type { BenchRow } from '../analyse/bench-row.ts';
import type { Column } from './columns.ts';

/** The rows as text, columns parted by ` | ` and aligned; the second line is a rule. Valid Markdown when `edges` is set. */
export function renderTable(rows: readonly BenchRow[], columns: readonly Column[], edges: boolean): string {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row).replaceAll('|', '\\|')));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string => {
    const padded = texts.map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.align ?? 'left'));
    return edges ? `| ${padded.join(' | ')} |` : padded.join(' | ').trimEnd();
  };
  const rule = columns.map(({ align }, index) => {
    const dashes = '-'.repeat(widths[index] ?? 0);
    return align === 'right' && edges ? `${dashes.slice(1)}:` : dashes;
  });
  const titles = columns.map(({ title }) => title);
  return [line(titles), edges ? line(rule) : rule.join('-|-'), ...cells.map(line)].join('\n');
}

/** Columns of a terminal that the table needs. */
export function tableWidth(table: string): number {
  return Math.max(...table.split('\n').map((line) => line.length));
}

function pad(text: string, width: number, align: Column['align']): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
