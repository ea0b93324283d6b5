import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const root = join(import.meta.dirname, '..', '..');

/** What a test has opened; undone after it, latest first. */
export type Undo = (() => void | Promise<void>)[];

export interface Demo {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  said(): string;
  readonly ended: Promise<number | null>;
}

/** `npm run demo` without npm. */
export function startDemo(undo: Undo, ...args: readonly string[]): Demo {
  const child = spawn(process.execPath, [join(root, 'scripts', 'demo', 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  undo.push(() => void child.kill('SIGKILL'));
  return { process: child, said: () => text, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** A listener on a port that was free a moment ago. */
export async function takenPort(undo: Undo): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
