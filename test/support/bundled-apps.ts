import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, constants, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAll } from '../../scripts/bundle/bundle-all.ts';

const root = join(import.meta.dirname, '..', '..');
const isRoot = process.getuid?.() === 0;
/** Whom the images run as; only root may become somebody else. */
const nonRoot = 65_532;

/** How a process ended, and all that it said. */
export interface Ending {
  readonly code: number | null;
  readonly said: string;
}

/** A bundled app that runs. */
export interface RunningApp {
  /** From its line `… ready URL`. */
  readonly url: string;
  signal(name: 'SIGTERM'): void;
  readonly ended: Promise<Ending>;
}

/**
 * The bundles as an image lays them out: a folder that nobody may write, with Node and the apps, far from any
 * node_modules. What runs from it has no environment, and is not root.
 */
export class BundledApps implements AsyncDisposable {
  readonly folder: string;
  /** The one folder that the apps may write. */
  readonly data: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
    this.data = join(folder, 'data');
  }

  static async make(): Promise<BundledApps> {
    const apps = new BundledApps(mkdtempSync(join(tmpdir(), 'slipstream-image-')));
    await bundleAll(root, apps.folder);
    copyFileSync(process.execPath, join(apps.folder, 'node'), constants.COPYFILE_FICLONE);
    mkdirSync(apps.data);
    forbidWriting(apps.folder);
    chmodSync(apps.data, 0o777);
    return apps;
  }

  /** `script` as `gateway/app/gateway.js`. */
  start(script: string, args: readonly string[]): ChildProcess {
    const user = isRoot ? { uid: nonRoot, gid: nonRoot } : {};
    const child = spawn(join(this.folder, 'node'), [script, ...args], {
      cwd: this.folder,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** Runs to the end. */
  run(script: string, ...args: readonly string[]): Promise<Ending> {
    return ending(this.start(script, args), { said: '' });
  }

  /** Until it says that it is ready. @throws Error with what it said when it ends before. */
  async serve(script: string, ...args: readonly string[]): Promise<RunningApp> {
    const child = this.start(script, args);
    const words = { said: '' };
    const ended = ending(child, words);
    const ready = (async () => {
      for (;;) {
        const url = /^\w+ ready (http:\S+)$/m.exec(words.said)?.[1];
        if (url !== undefined) return url;
        await once(child.stdout ?? child, 'data');
      }
    })();
    const url = await Promise.race([ready, ended]);
    if (typeof url !== 'string') throw new Error(`${script} ended with ${url.code}: ${url.said}`);
    return { url, ended, signal: (name) => child.kill(name) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.#running].map((child) => once(child, 'exit'));
    for (const child of this.#running) child.kill('SIGKILL');
    await Promise.all(ends);
    allowWriting(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function ending(child: ChildProcess, words: { said: string }): Promise<Ending> {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (words.said += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: words.said };
}

function forbidWriting(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || entry.name === 'node' ? 0o555 : 0o444);
  }
  chmodSync(folder, 0o555);
}

function allowWriting(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
}
