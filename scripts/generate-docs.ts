/** Writes the documents that are made from code. With --check, writes nothing and fails where one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configReference } from '@slipstream/config';
import { catalogMarkdown } from '@slipstream/metrics';

const root = join(import.meta.dirname, '..');
const generated: readonly { readonly file: string; readonly text: string }[] = [
  { file: 'docs/metrics.md', text: catalogMarkdown() },
  { file: 'docs/configuration.md', text: configReference() },
];

const isCheck = process.argv.includes('--check');
const stale = generated.filter(({ file, text }) => read(join(root, file)) !== text);
if (!isCheck) for (const { file, text } of stale) writeFileSync(join(root, file), text);
for (const { file } of stale) console.log(isCheck ? `${file} is stale: run npm run docs` : `wrote ${file}`);
process.exit(isCheck && stale.length > 0 ? 1 : 0);

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
