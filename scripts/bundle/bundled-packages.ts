import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its manifest says. */
  readonly licence: string;
  /** Its licence and notices, word for word; empty where it ships none. */
  readonly texts: readonly string[];
}

/** Under these, code may be given on with our own: all ask for no more than to be named. */
const allowed = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Zlib']);
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const isLegal = /^(?:licen[cs]e|notice|copying)/i;
const folderOfPackage = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The packages of others of which anything is in a bundle, by name: code, or files that lie beside it (`assets`, folders).
 * @throws Error for a licence that is not allowed.
 */
export function bundledPackages(
  root: string,
  { outputs }: Metafile,
  assets: readonly string[],
): readonly BundledPackage[] {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const paths = [...inputs, ...assets.map((folder) => `${folder}/`)];
  const folders = new Set(paths.flatMap((path) => folderOfPackage.exec(path)?.[0] ?? []));
  // One that is installed in several places is told once.
  const packages = new Map<string, BundledPackage>();
  for (const folder of [...folders].toSorted()) {
    const found = readPackage(join(root, folder));
    packages.set(`${found.name} ${found.version}`, found);
  }
  return [...packages.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function readPackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license: licence = 'no licence' } = manifest;
  // An expression such as `(MIT AND Zlib)`: all of it must be.
  if (!licence.split(/\(|\)| AND /).every((part) => part === '' || allowed.has(part))) {
    throw new Error(`${name} ${version} is under ${licence}, and may not be bundled; ${[...allowed].join(', ')} may.`);
  }
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && isLegal.test(file.name));
  const texts = files.map((file) => readFileSync(join(folder, file.name), 'utf8').trim());
  return { name, version, licence, texts };
}
