/** Writes each app as one folder that Node 24 alone runs: `npm run bundle [-- --out DIR]`. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAll } from './bundle-all.ts';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } });
for (const { folder, kilobytes, packages } of await bundleAll(root, resolve(values.out))) {
  console.log(`${folder}: ${kilobytes} kB of scripts, ${packages} packages of others`);
}
