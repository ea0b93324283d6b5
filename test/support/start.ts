/** Starts the apps as real processes on free ports, and stops them when the test is over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type RunningChild } from '../../scripts/demo/child.ts';

const root = join(import.meta.dirname, '..', '..');
const main = (app: string): string => join(root, 'apps', app, 'src', 'main.ts');

export interface EngineTruth {
  readonly requests: number;
  readonly prefills: number;
  readonly steps: number;
  readonly tokens: number;
  readonly accepted: number;
}

export interface Emulator extends RunningChild {
  truth(): Promise<EngineTruth>;
}

/** `args` are those of `npm run emulator`; the port is always a free one. */
export async function startEmulator(...args: readonly string[]): Promise<Emulator> {
  const child = await startChild('emulator', main('emulator'), ['--port', '0', ...args]);
  return {
    ...child,
    truth: async () => (await (await fetch(`${child.url}/emulator/truth`)).json()) as EngineTruth,
  };
}

/** `yaml` is the whole slipstream.yaml. */
export async function startGateway(yaml: string): Promise<RunningChild> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-test-'));
  const file = join(folder, 'slipstream.yaml');
  writeFileSync(file, yaml);
  const child = await startChild('gateway', main('gateway'), ['--config', file, '--port', '0']);
  return {
    url: child.url,
    stop: async () => {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
