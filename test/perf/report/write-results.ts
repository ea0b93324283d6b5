import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', '..', '..', 'docs', 'performance.md');
const begin = '<!-- results: written by `npm run perf -- --write` -->';
const end = '<!-- end of results -->';

/** Puts the report between its two marks in docs/performance.md; the words around it stay. */
export function writeResults(text: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for the results`);
  writeFileSync(file, `${before}${begin}\n${text}${end}${after}`);
}
