import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { workerUrls } from './worker-urls.ts';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bundled(source: string): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-worker-urls-'));
  const file = join(folder, 'apps', 'start.ts');
  mkdirSync(join(folder, 'apps'));
  writeFileSync(file, source);
  const plugins = [workerUrls(new Set(['start', 'store-worker']))];
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    write: false,
    plugins,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

describe('workerUrls', () => {
  it.each(["'store-worker.ts'", "'./store-worker.ts'"])('leads %s to the script of the bundle', async (name) => {
    expect(await bundled(`console.log(new URL(${name}, import.meta.url));`)).toContain(
      'new URL("./store-worker.js", import.meta.url)',
    );
  });

  it('leaves what is no source as it is', async () => {
    expect(await bundled("console.log(new URL('../package.json', import.meta.url));")).toContain('../package.json');
  });

  it('refuses a source that would be missing', async () => {
    await expect(bundled("console.log(new URL('helper.ts', import.meta.url));")).rejects.toThrow(
      'start.ts names helper.ts, which is no script of this bundle',
    );
  });
});
