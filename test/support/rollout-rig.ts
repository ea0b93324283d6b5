import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventView, RolloutView } from '../../apps/gateway/src/http/admin/rollout-view.ts';
import { endGatewayProcess, isAlive, startGatewayProcess } from './gateway-process.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { startEmulator } from './start.ts';
import type { Emulator } from './start.ts';

const lookEveryMs = 100;
const secret = 'sk-the-secret-of-the-rig';

export interface RigOptions {
  readonly engine?: 'tgi' | 'vllm' | 'sglang';
  readonly speculator?: string;
  /** More flags of the emulators of the candidate, one list for each; default: one replica without. */
  readonly candidates?: readonly (readonly string[])[];
  readonly gateways?: number;
  /** Of a Postgres that they share; without it they share a file. */
  readonly databaseUrl?: string;
  /** Fields of the rollout `live`, besides or in place of those of a short one. */
  readonly fields?: string;
  readonly steps?: string;
  /** Other rollouts, by name; what is not said is as with `live`. */
  readonly others?: Readonly<Record<string, { readonly fields?: string; readonly steps?: string }>>;
  /** How many times faster than the machines that they model; ratios stay. */
  readonly timeScale?: number;
}

/** Emulated servers without and with a speculator, gateways in front of them that share one folder, and a rollout `live`. */
export class RolloutRig implements AsyncDisposable {
  readonly folder: string;
  readonly gateways: GatewayProcess[] = [];
  readonly baseline: Emulator;
  readonly candidates: readonly Emulator[];
  #askedFor = 0;

  private constructor(folder: string, baseline: Emulator, candidates: readonly Emulator[]) {
    this.folder = folder;
    this.baseline = baseline;
    this.candidates = candidates;
  }

  static async start(options: RigOptions = {}): Promise<RolloutRig> {
    const { engine = 'tgi', speculator = 'eagle', gateways = 1, timeScale = 3, candidates = [[]] } = options;
    const common = ['--engine', engine, '--base', 'llama-3-8b', '--time-scale', String(timeScale)];
    const [baseline, ...replicas] = await Promise.all([
      startEmulator(...common, '--model-id', 'base'),
      ...candidates.map((more) => startEmulator(...common, '--model-id', 'fast', '--speculator', speculator, ...more)),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-rollout-'));
    const rig = new RolloutRig(folder, baseline, replicas);
    writeFileSync(rig.configFile, configOf(rig, options));
    try {
      for (let n = 0; n < gateways; n += 1) rig.gateways.push(await startGatewayProcess(rig.configFile));
      return rig;
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The first of its replicas. */
  get candidate(): Emulator {
    const [first] = this.candidates;
    if (first === undefined) throw new Error('there is no candidate');
    return first;
  }

  get configFile(): string {
    return join(this.folder, 'slipstream.yaml');
  }

  get brakeFile(): string {
    return join(this.folder, 'slipstream.brake');
  }

  get databaseFile(): string {
    return join(this.folder, 'state', 'rollouts.db');
  }

  /** Of those that live. */
  urls(): readonly string[] {
    return this.gateways.filter(isAlive).map(({ url }) => url);
  }

  async ask(verb: string, body: object = {}, gateway: number = 0, name: string = 'live'): Promise<RolloutView> {
    this.#askedFor += 1;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `rig-${this.#askedFor}` };
    return (await this.#admin('POST', `/rollouts/${name}/${verb}`, gateway, {
      headers,
      body: JSON.stringify(body),
    })) as RolloutView;
  }

  async rollout(gateway: number = 0, name: string = 'live'): Promise<RolloutView> {
    return (await this.#admin('GET', `/rollouts/${name}`, gateway)) as RolloutView;
  }

  async events(gateway: number = 0, name: string = 'live'): Promise<readonly EventView[]> {
    const answer = await this.#admin('GET', `/rollouts/${name}/events`, gateway);
    return (answer as { events: readonly EventView[] }).events;
  }

  /** Looks until it is in one of these phases, and tells where it was last when the time is over. */
  async until(
    phases: readonly string[],
    seconds: number,
    gateway: number = 0,
    name: string = 'live',
  ): Promise<RolloutView> {
    const deadlineMs = performance.now() + seconds * 1000;
    for (;;) {
      const rollout = await this.rollout(gateway, name);
      if (phases.includes(rollout.phase)) return rollout;
      if (performance.now() > deadlineMs) {
        throw new Error(`not ${phases.join(' or ')} within ${seconds} s: ${rollout.phase}, ${rollout.sentence}`);
      }
      await sleep(lookEveryMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = this.gateways.map(async (gateway) => await endGatewayProcess(gateway, 'SIGKILL'));
    await Promise.all([...ends, this.baseline.stop(), ...this.candidates.map((candidate) => candidate.stop())]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #admin(method: string, path: string, gateway: number, init: RequestInit = {}): Promise<unknown> {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${secret}` };
    const response = await fetch(`${this.gateways[gateway]?.adminUrl}/api/v1${path}`, { ...init, method, headers });
    const body = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(body)}`);
    return body;
  }
}

function configOf({ baseline, candidates }: RolloutRig, options: RigOptions): string {
  const { engine = 'tgi', speculator = 'eagle', databaseUrl } = options;
  const { fields = '', steps = '[{ coverage: 50% of matched, hold: 2s }, { coverage: matched, hold: 2s }]' } = options;
  const urls = candidates.map(({ url }) => url).join(', ');
  const all = Object.entries({ live: {}, ...options.others });
  const rollouts = all.map(([name, own]) => rolloutSection(name, { fields, steps, ...own }));
  return `listen: 127.0.0.1:0
admin: { listen: 127.0.0.1:0, keys: { rig: { secret: ${secret}, role: admin } } }
${databaseUrl === undefined ? '' : `database: { url: '${databaseUrl}' }`}
telemetry: { log: error }
models:
  tgi:
    variants:
      baseline: { engine: ${engine}, model: base, base: llama-3-8b, replicas: [${baseline.url}] }
      candidate: { engine: ${engine}, model: fast, base: llama-3-8b, control: baseline, speculator: ${speculator}, replicas: [${urls}] }
rollouts:
${rollouts.join('')}`;
}

const shortRollout = {
  block: '500ms',
  minBlocks: 12,
  minRequests: 50,
  soak: '3s',
  longest: '5m',
  rollbackWindow: '2s',
};

function rolloutSection(name: string, { fields, steps }: { readonly fields: string; readonly steps: string }): string {
  const usual = Object.entries(shortRollout).filter(([key]) => !new RegExp(`^ *${key}:`, 'm').test(fields));
  return `  ${name}:
    model: tgi
    candidate: candidate
    steps: ${steps}
${usual.map(([key, value]) => `    ${key}: ${value}\n`).join('')}    ${fields}
`;
}
