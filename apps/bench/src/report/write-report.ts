import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from '../run/run-result.ts';
import { markdownReport } from './markdown-report.ts';

/** Writes `acceleration.json`, `acceleration.md` and `requests.jsonl` into a folder, which is made if need be. */
export async function writeReport(folder: string, result: RunResult): Promise<void> {
  const { records, ...summary } = result;
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(path.join(folder, 'acceleration.json'), `${JSON.stringify(summary, null, 2)}\n`),
    writeFile(path.join(folder, 'acceleration.md'), markdownReport(result)),
    writeFile(path.join(folder, 'requests.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  ]);
}
