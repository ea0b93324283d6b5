import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'main.ts');
/** Of a machine that has much else to do. */
const readyWithinMs = 60_000;

/** Node's own words about its inspector, which a test that asked for it may ignore. */
const inspectorWords = /^(?:Debugger (?:listening|attached|ending)|For help, see|Waiting for the debugger)/;
const mostComplaints = 20;

export interface GatewayChildOptions {
  /** Of Node, such as `--inspect`. */
  readonly nodeArgs?: readonly string[];
  /** Every line of the log, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** The gateway in a process of its own, looked at from outside: its address, its log, its signals, its exit. */
export class GatewayChild implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #file: string;
  readonly #exited: Promise<unknown>;
  readonly #adminUrl = Promise.withResolvers<string>();
  #url = '';
  #inspector: string | null = null;
  /**
   * The first lines of its log that a healthy gateway never writes, whatever clients and engines do to it: errors, and
   * anything that is no log line, such as a stack.
   */
  readonly complaints: string[] = [];

  private constructor(yaml: string, { nodeArgs = [], onLine }: GatewayChildOptions) {
    this.#folder = mkdtempSync(join(tmpdir(), 'slipstream-child-'));
    this.#file = join(this.#folder, 'slipstream.yaml');
    writeFileSync(this.#file, yaml);
    this.#child = spawn(process.execPath, [...nodeArgs, script, '--config', this.#file, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.#child, 'exit');
    createInterface({ input: this.#child.stderr ?? process.stdin }).on('line', (line) => {
      this.#inspector ??= /^Debugger listening on (ws:\S+)$/.exec(line)?.[1] ?? null;
      if (isComplaint(line) && this.complaints.length < mostComplaints) this.complaints.push(line);
      onLine?.(line);
    });
  }

  /** `yaml` is the whole slipstream.yaml. */
  static async start(yaml: string, options: GatewayChildOptions = {}): Promise<GatewayChild> {
    const child = new GatewayChild(yaml, options);
    try {
      await child.#ready();
      return child;
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    return this.#url;
  }

  /** Of the admin API, of a gateway that has one. */
  async adminUrl(): Promise<string> {
    const late = AbortSignal.timeout(readyWithinMs);
    return await Promise.race([
      this.#adminUrl.promise,
      once(late, 'abort').then(() => Promise.reject(new Error('the gateway opened no admin API'))),
    ]);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Where the inspector listens; null without `--inspect`. */
  get inspector(): string | null {
    return this.#inspector;
  }

  /** False as soon as it has ended, for whatever reason. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Writes another configuration over the one in force: a running gateway takes it in by itself. */
  configure(yaml: string): void {
    writeFileSync(this.#file, yaml);
  }

  signal(name: 'SIGTERM' | 'SIGHUP'): void {
    this.#child.kill(name);
  }

  /** Null: it was killed. */
  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.alive) {
      this.#child.kill('SIGKILL');
      await this.#exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    lines.on('line', (line) => {
      const found = /^admin ready (\S+)$/.exec(line)?.[1];
      if (found !== undefined) this.#adminUrl.resolve(found);
    });
    const patience = AbortSignal.timeout(readyWithinMs);
    const said = once(lines, 'line', { signal: patience });
    const ended = this.#exited.then(() => [] as string[]);
    const [line = ''] = (await Promise.race([said, ended])) as string[];
    this.#url = /^gateway ready (\S+)$/.exec(line)?.[1] ?? '';
    if (this.#url === '') throw new Error(`the gateway did not start: ${this.complaints.join('\n')}`);
  }
}

function isComplaint(line: string): boolean {
  return !/^\{"level":"(?:debug|info|warn)"/.test(line) && !inspectorWords.test(line);
}
