/** Starts the apps as real processes on free ports, and stops them when the test is over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type RunningChild } from '../../scripts/demo/child.ts';

const root = join(import.meta.dirname, '..', '..');
const main = (app: string): string => join(root, 'apps', app, 'src', 'main.ts');

/** Work of an emulated engine; docs/emulator.md says what each counts. */
export interface EngineWork {
  readonly prefills: number;
  readonly steps: number;
  readonly tokens: number;
  readonly accepted: number;
  readonly matched: number;
  readonly drafts: number;
  readonly draftTokens: number;
}

export interface EngineTruth extends EngineWork {
  /** The part that belongs to finished requests. */
  readonly ofFinished: EngineWork;
  readonly requests: number;
  readonly promptTokens: number;
  readonly finished: number;
  readonly aborted: number;
  readonly running: number;
  readonly waiting: number;
}

/** A request that is over at an emulated engine, as it really was. */
export interface EndedRequest {
  /** Its `x-request-id`. */
  readonly name: string | null;
  readonly end: 'finished' | 'aborted' | 'failed';
  readonly promptTokens: number;
  readonly work: EngineWork;
}

/** A kind, with the options that docs/emulator.md lists. */
export type FaultSetting = Readonly<Record<string, string | number>> & { readonly kind: string };

export interface Emulator extends RunningChild {
  truth(): Promise<EngineTruth>;
  /** The last 20,000 requests that are over. */
  ended(): Promise<readonly EndedRequest[]>;
  /** In place of those that were set. */
  setFaults(faults: readonly FaultSetting[]): Promise<void>;
  /** Requests that each kind of fault has struck since the faults were set. */
  struck(): Promise<Readonly<Record<string, number>>>;
}

/** `args` are those of `npm run emulator`; the port is always a free one. */
export async function startEmulator(...args: readonly string[]): Promise<Emulator> {
  const child = await startChild('emulator', main('emulator'), ['--port', '0', ...args]);
  return {
    ...child,
    truth: async () => (await (await fetch(`${child.url}/emulator/truth`)).json()) as EngineTruth,
    async ended() {
      const answer = (await (await fetch(`${child.url}/emulator/requests`)).json()) as Journal;
      return answer.requests;
    },
    async setFaults(faults) {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ faults });
      const response = await fetch(`${child.url}/emulator/faults`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(await response.text());
    },
    async struck() {
      const answer = (await (await fetch(`${child.url}/emulator/faults`)).json()) as { faults: readonly Struck[] };
      return Object.fromEntries(answer.faults.map(({ kind, struck }) => [kind, struck]));
    },
  };
}

interface Journal {
  readonly requests: readonly EndedRequest[];
}

interface Struck {
  readonly kind: string;
  readonly struck: number;
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
