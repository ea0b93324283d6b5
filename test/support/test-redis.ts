import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

const servers = ['redis-server', 'valkey-server'];

/** A real Redis or Valkey on a free port, that keeps nothing. */
export class TestRedis implements AsyncDisposable {
  readonly #port: number;
  #server: ChildProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
  }

  /** False, with loud words, where this machine has neither: tests that need it are skipped, which fails in CI. */
  static isThere(): boolean {
    if (program() !== undefined) return true;
    console.error(
      `NO REDIS: neither of ${servers.join(', ')} is on the PATH. Everything that needs one is SKIPPED here.`,
    );
    return false;
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn(program() ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#server = server;
    const lines = createInterface({ input: server.stdout });
    for await (const line of lines) if (/ready to accept connections/i.test(line)) return;
    throw new Error('Redis ended before it was ready');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function program(): string | undefined {
  return servers.find((name) => spawnSync(name, ['--version']).status === 0);
}
