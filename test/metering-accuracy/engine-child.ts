import { fork } from 'node:child_process';
import type { EngineMessage } from './engine-process.ts';

export interface EngineChild {
  readonly url: string;
  /** Steps by the number of the prompt, of finished answers. */
  readonly truths: ReadonlyMap<number, number>;
  stop(): void;
}

/** Starts an emulated server in its own process. @throws when it ends before it listens. */
export function startEngineChild(args: readonly string[]): Promise<EngineChild> {
  const child = fork(new URL('engine-process.ts', import.meta.url), ['--port', '0', ...args]);
  const truths = new Map<number, number>();
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the emulated server ended with code ${String(code)}`)));
    child.on('message', (message) => {
      const told = message as EngineMessage;
      if (told.kind === 'truth') truths.set(told.index, told.steps);
      else resolve({ url: told.url, truths, stop: () => void child.kill() });
    });
  });
}
