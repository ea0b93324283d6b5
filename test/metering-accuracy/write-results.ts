import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', '..', 'docs', 'metering-accuracy.md');
const begin = '<!-- results: written by `npm run metering-accuracy -- --write` -->';
const end = '<!-- end of results -->';

/** Puts the tables between their two marks in docs/metering-accuracy.md; the words around them stay. */
export function writeResults(text: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for the results`);
  writeFileSync(file, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
