import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinned } from './cores.ts';
import type { cores } from './cores.ts';

const readyWithinMs = 20_000;
const stopWithinMs = 5_000;

export interface ServeOptions {
  readonly command: readonly string[];
  readonly core: keyof typeof cores;
  /** Where the process will listen on 127.0.0.1. */
  readonly port: number;
  /** Takes what it writes to stdout and stderr. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whatever ends the harness, nothing that it started stays behind. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A server process that was started and listens. */
export interface Served {
  readonly pid: number;
  readonly port: number;
  readonly logFile: string;
  /** A busy access log grows by megabytes per second. */
  emptyLog(): void;
  stop(): Promise<void>;
}

/**
 * Starts a server on its core and waits until it listens. Files: Node raises its own limit to the hard one when it
 * starts, and what it starts inherits that.
 */
export async function serve({ command, core, port, logFile, env = {} }: ServeOptions): Promise<Served> {
  const [file = '', ...args] = pinned(core, command);
  const log = openSync(logFile, 'a');
  const child = spawn(file, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  closeSync(log);
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  await untilListening(child, port).catch(async (error: Error) => {
    await stop(child);
    throw new Error(`${command.join(' ')}: ${error.message}\n${tail(logFile)}`);
  });
  return {
    pid: child.pid ?? 0,
    port,
    logFile,
    emptyLog: () => truncateSync(logFile),
    stop: () => stop(child),
  };
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let failure: string | null = null;
  child.once('error', (error) => (failure = error.message));
  for (const endsAtMs = performance.now() + readyWithinMs; performance.now() < endsAtMs; await sleep(50)) {
    if (failure !== null) throw new Error(failure);
    if (hasEnded(child)) throw new Error(`it ended with exit code ${child.exitCode}`);
    if (await isListening(port)) return;
  }
  throw new Error(`nobody listened on port ${port} within ${readyWithinMs / 1000} s`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const fuse = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  child.kill('SIGTERM');
  if (!hasEnded(child)) await once(child, 'exit');
  clearTimeout(fuse);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');
}
