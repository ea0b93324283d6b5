import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from '../run/run-result.ts';
import { markdownReport } from './markdown-report.ts';
import { svgChart } from './svg-chart.ts';

/**
 * Writes `acceleration.json`, `acceleration.md` and `requests.jsonl` into a folder, which is made if need be, and
 * `acceleration.svg` where anything was compared.
 */
export async function writeReport(folder: string, result: RunResult): Promise<void> {
  const { records, ...summary } = result;
  const chart = svgChart(result.rows);
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(path.join(folder, 'acceleration.json'), `${JSON.stringify(summary, null, 2)}\n`),
    writeFile(path.join(folder, 'acceleration.md'), markdownReport(result)),
    ...(chart === null ? [] : [writeFile(path.join(folder, 'acceleration.svg'), chart)]),
    writeFile(path.join(folder, 'requests.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  ]);
}
