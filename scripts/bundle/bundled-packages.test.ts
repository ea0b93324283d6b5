import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledPackages } from './bundled-packages.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipstream-packages-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(folder: string, license: string | null, version = '1.0.0'): void {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  mkdirSync(join(root, folder), { recursive: true });
  const manifest = { name, version, ...(license === null ? {} : { license }) };
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(root, folder, 'LICENSE.md'), `Copyright of ${name}\n`);
}

/** Bytes in the bundle by input. */
function bundleOf(bytes: Readonly<Record<string, number>>): Metafile {
  const inputs = Object.fromEntries(Object.entries(bytes).map(([file, count]) => [file, { bytesInOutput: count }]));
  return { inputs: {}, outputs: { 'app/gateway.js': { bytes: 0, inputs, imports: [], exports: [] } } };
}

describe('bundledPackages', () => {
  it('tells each package of which there is code in a bundle, once, with its licence', () => {
    install('node_modules/@a/b', 'MIT');
    install('node_modules/c', 'MIT');
    install('node_modules/c/node_modules/@a/b', 'MIT');
    const packages = bundledPackages(
      root,
      bundleOf({
        'apps/gateway/src/main.ts': 9,
        'node_modules/@a/b/lib/index.js': 9,
        'node_modules/c/node_modules/@a/b/lib/index.js': 9,
        'node_modules/c/index.js': 0,
      }),
      [],
    );
    expect(packages).toEqual([{ name: '@a/b', version: '1.0.0', licence: 'MIT', texts: ['Copyright of @a/b'] }]);
  });

  it('tells of files that lie beside the scripts, too', () => {
    install('node_modules/c', 'MIT');
    const folders = ['node_modules/c/dist', 'apps/gateway/src/pages'];
    expect(bundledPackages(root, bundleOf({}), folders).map(({ name }) => name)).toEqual(['c']);
  });

  it('takes an expression of which every part is allowed', () => {
    install('node_modules/c', '(MIT AND Zlib)');
    expect(bundledPackages(root, bundleOf({ 'node_modules/c/index.js': 1 }), [])).toHaveLength(1);
  });

  it.each(['GPL-3.0-only', '(MIT AND GPL-3.0-only)', null])('refuses %s', (license) => {
    install('node_modules/c', license);
    const refused = () => bundledPackages(root, bundleOf({ 'node_modules/c/index.js': 1 }), []);
    expect(refused).toThrow(`c 1.0.0 is under ${license ?? 'no licence'}, and may not be bundled`);
  });
});
