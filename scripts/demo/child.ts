import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 5_000;

/** A part of the demo that serves until it is stopped. */
export interface RunningChild {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `script` with the Node that runs us and waits for its line `… ready URL` on stdout.
 * Rejects with the end of its stderr when it exits first or says nothing in time.
 */
export function startChild(name: string, script: string, args: readonly string[]): Promise<RunningChild> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lastWords: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > 20) lastWords.shift();
  });
  return new Promise((resolve, reject) => {
    const giveUp = (reason: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${name} ${reason}${lastWords.length > 0 ? `:\n${lastWords.join('\n')}` : ''}`));
    };
    const timer = setTimeout(() => giveUp(`was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    child.once('error', (error) => giveUp(`could not be started (${error.message})`));
    child.once('exit', (code) => giveUp(`ended with exit code ${code} before it was ready`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = / ready (http:\S+)$/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve({ url, stop: () => stop(child) });
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const fuse = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(fuse);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
