import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { AppPlan } from './app-plan.ts';
import { bundledPackages } from './bundled-packages.ts';
import { findWorkers } from './find-workers.ts';
import type { Sbom } from './installed-sbom.ts';
import { licencesText } from './licences-text.ts';
import { workerUrls } from './worker-urls.ts';
import { writeSbom } from './write-sbom.ts';

/** Asked for by packages that do without: `pg` for its native client and for another platform's sockets. */
const external = ['pg-native', 'cloudflare:sockets'];
/** Packages of before ES modules ask for Node's own modules by `require`. */
const requireOfNode = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

/** What the apps are made from. */
export interface BundleSource {
  /** Of the repository. */
  readonly root: string;
  readonly version: string;
  readonly installed: Sbom;
}

export interface BundledApp {
  readonly folder: string;
  /** Kilobytes of all scripts, without source maps. */
  readonly kilobytes: number;
  readonly packages: number;
}

/**
 * Writes one app to `folder`: `app/` with its scripts, source maps and assets, `package.json`, and the licences and
 * the bill of materials (SBOM) of what is in it. It runs with Node 24 alone, wherever it lies. Names are kept and nothing is minified: a stack can be read.
 */
export async function bundleApp(source: BundleSource, plan: AppPlan, folder: string): Promise<BundledApp> {
  const { root, version, installed } = source;
  rmSync(folder, { recursive: true, force: true });
  const entryPoints = { ...plan.entries, ...findWorkers(root, plan.app) };
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: join(folder, 'app'),
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    external,
    banner: { js: requireOfNode },
    plugins: [workerUrls(new Set(Object.keys(entryPoints)))],
    metafile: true,
    logLevel: 'warning',
  });
  for (const [from, to] of Object.entries(plan.assets)) {
    cpSync(join(root, from), join(folder, 'app', to), { recursive: true });
  }
  const name = `@slipstream/${plan.app}`;
  const manifest = { name, version, private: true, license: 'Apache-2.0', type: 'module' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const packages = bundledPackages(root, metafile, Object.keys(plan.assets));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licencesText(packages));
  writeSbom(installed, { name, version, packages }, join(folder, 'sbom.cdx.json'));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const bytes = Object.entries(metafile.outputs).filter(([name]) => name.endsWith('.js'));
  const kilobytes = Math.round(bytes.reduce((sum, [, output]) => sum + output.bytes, 0) / 1000);
  return { folder, kilobytes, packages: packages.length };
}
