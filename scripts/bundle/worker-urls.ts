import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/** How a source names the file of a thread, beside itself: `new URL('store-worker.ts', import.meta.url)`. */
const urlOfSource = /new URL\('(?:\.\/)?(?<name>[\w-]+)\.ts', import\.meta\.url\)/g;

/**
 * A thread is started from a file that esbuild does not follow. All scripts of a bundle lie in one folder, whichever of
 * them the code ends up in, so that the same URL holds there with another ending.
 *
 * @param entries names of the scripts of the bundle. One that is named and not among them fails the build.
 */
export function workerUrls(entries: ReadonlySet<string>): Plugin {
  return {
    name: 'worker-urls',
    setup(build) {
      build.onLoad({ filter: /[\\/](?:apps|packages)[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        if (!source.includes('import.meta.url')) return null;
        const contents = source.replace(urlOfSource, (_, name: string) => {
          if (entries.has(name)) return `new URL('./${name}.js', import.meta.url)`;
          throw new Error(
            `${basename(path)} names ${name}.ts, which is no script of this bundle: workers are called *-worker.ts.`,
          );
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}
