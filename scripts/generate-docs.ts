/** Writes the documents, rules and boards that are made from code. With --check, writes nothing and fails where one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configReference } from '@slipstream/config';
import { catalogMarkdown, meteringMarkdown } from '@slipstream/metrics';
import { observabilityFiles } from './observability/generated-files.ts';

const begin = '<!-- Generated from the adapters by `npm run docs`. Do not edit between here and the end mark. -->';
const end = '<!-- End of what is generated. -->';

const root = join(import.meta.dirname, '..');
const generated: readonly { readonly file: string; readonly text: string }[] = [
  { file: 'docs/metrics.md', text: catalogMarkdown() },
  { file: 'docs/configuration.md', text: configReference() },
  { file: 'docs/metering.md', text: withPart('docs/metering.md', meteringMarkdown()) },
  ...observabilityFiles(),
];

const isCheck = process.argv.includes('--check');
const stale = generated.filter(({ file, text }) => read(join(root, file)) !== text);
if (!isCheck) for (const { file, text } of stale) writeFileSync(join(root, file), text);
for (const { file } of stale) console.log(isCheck ? `${file} is stale: run npm run docs` : `wrote ${file}`);
process.exit(isCheck && stale.length > 0 ? 1 : 0);

/** A document of which one part is made, and the rest written by hand. */
function withPart(file: string, part: string): string {
  const text = read(join(root, file)) ?? '';
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} has lost the marks between which it is generated`);
  return `${text.slice(0, from)}${begin}\n\n${part}\n${text.slice(to)}`;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
