import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { stripTypes } from './strip-types.ts';

/** Where a bundle has the browser's files and those of uPlot, beside the script that runs. */
const bundled = join(import.meta.dirname, 'console-browser');
const bundledUplot = join(import.meta.dirname, 'uplot-dist');
const sources = join(import.meta.dirname, '..', 'browser');

/**
 * The files that a browser gets, by name: our own, whose modules keep their lines, so that what a browser says of line 12 is line 12;
 * and uPlot's.
 */
export function readAssetFiles(): ReadonlyMap<string, string> {
  const isBundled = existsSync(bundled);
  const folder = isBundled ? bundled : sources;
  const files = new Map<string, string>();
  for (const name of readdirSync(folder).toSorted()) {
    const isScript = name.endsWith('.ts') && !name.endsWith('.test.ts');
    if (isScript) files.set(name.replace(/\.ts$/, '.js'), asScript(read(folder, name)));
    else if (/\.(?:css|svg)$/.test(name)) files.set(name, read(folder, name));
  }
  const uplot = isBundled ? bundledUplot : join(createRequire(import.meta.url).resolve('uplot'), '..');
  files.set('uplot.js', read(uplot, 'uPlot.iife.min.js'));
  files.set('uplot.css', read(uplot, 'uPlot.min.css'));
  return files;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function asScript(text: string): string {
  return stripTypes(text).replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
}
