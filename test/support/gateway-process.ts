import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'main.ts');

/** A gateway with an admin port, in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly adminUrl: string;
  readonly process: ChildProcess;
}

/** Resolves when it is ready. Its log goes to the test's own. */
export async function startGatewayProcess(configFile: string): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [script, '--config', configFile, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const urls: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const url = / ready (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) urls.push(url);
    if (urls.length === 2) break;
  }
  const [url, adminUrl] = urls;
  if (url === undefined || adminUrl === undefined) throw new Error('the gateway did not start');
  return { url, adminUrl, process: child };
}

export function isAlive({ process: { exitCode, signalCode } }: GatewayProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Sends the signal where it still runs, and returns its exit code; null: it was killed. */
export async function endGatewayProcess(
  gateway: GatewayProcess,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<number | null> {
  if (isAlive(gateway)) {
    const ended = once(gateway.process, 'exit');
    gateway.process.kill(signal);
    await ended;
  }
  return gateway.process.exitCode;
}
