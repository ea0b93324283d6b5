/** Writes the parts of deploy/kubernetes that are rendered from the chart. Needs Helm: on the PATH, or named in HELM. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderedFiles } from './rendered-files.ts';

const root = join(import.meta.dirname, '..', '..');
for (const { file, text } of renderedFiles(process.env['HELM'] ?? 'helm')) {
  writeFileSync(join(root, file), text);
  console.log(`wrote ${file}`);
}
