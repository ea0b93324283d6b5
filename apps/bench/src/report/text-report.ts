import type { RunResult } from '../run/run-result.ts';
import { furtherColumns, publishedColumns, separateColumns } from './columns.ts';
import { renderTable, tableWidth } from './render-table.ts';
import { flagSentences, latenessSentences, verdictSentences } from './sentences.ts';

/** The report for a terminal of so many columns: one table where it fits, else the published one and then what it hides. */
export function textReport({ rows }: RunResult, terminalColumns: number): string {
  const whole = renderTable(rows, [...publishedColumns, ...furtherColumns], false);
  const tables =
    tableWidth(whole) <= terminalColumns
      ? [whole]
      : [renderTable(rows, publishedColumns, false), renderTable(rows, separateColumns, false)];
  const sentences = [
    latenessSentences(rows).join('\n'),
    verdictSentences(rows).join('\n'),
    flagSentences(rows)
      .map((each) => `! ${each}`)
      .join('\n'),
  ];
  return `${[...tables, ...sentences].filter((part) => part !== '').join('\n\n')}\n`;
}
