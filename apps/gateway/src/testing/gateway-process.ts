import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The gateway's own main.ts in a process of its own. Killed when disposed, should it still run. */
export class GatewayProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], cwd: string) {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    this.#child = fork(main, args, { cwd, silent: true });
    this.#exited = once(this.#child, 'exit', { signal: AbortSignal.timeout(20_000) });
    this.#child.stdout?.on('data', (chunk) => {
      this.#stdout += String(chunk);
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves with the URL of the ready line. */
  async ready(): Promise<string> {
    for (;;) {
      const url = /^gateway ready (\S+)$/m.exec(this.#stdout)?.[1];
      if (url !== undefined) return url;
      const next = once(this.#child.stdout ?? this.#child, 'data', { signal: AbortSignal.timeout(15_000) });
      const ended = this.#exited.then(() => 'exit' as const);
      if ((await Promise.race([next, ended])) === 'exit') throw new Error(`the gateway ended: ${this.#stderr}`);
    }
  }

  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): void {
    this.#child.kill(name);
  }

  /** The exit code. */
  async exited(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
