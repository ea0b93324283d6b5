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
  readonly speculator?: string;
  readonly gateways?: number;
  /** Of a Postgres that they share; without it they share a file. */
  readonly databaseUrl?: string;
  /** Fields of the rollout `live`, besides those of a short one. */
  readonly rollout?: string;
  readonly steps?: string;
  /** How many times faster than the machines that they model; ratios stay. */
  readonly timeScale?: number;
}

/** Emulated servers without and with a speculator, gateways in front of them that share one folder, and a rollout `live`. */
export class RolloutRig implements AsyncDisposable {
  readonly folder: string;
  readonly gateways: GatewayProcess[] = [];
  readonly baseline: Emulator;
  readonly candidate: Emulator;
  #askedFor = 0;

  private constructor(folder: string, baseline: Emulator, candidate: Emulator) {
    this.folder = folder;
    this.baseline = baseline;
    this.candidate = candidate;
  }

  static async start(options: RigOptions = {}): Promise<RolloutRig> {
    const { speculator = 'eagle', gateways = 1, timeScale = 3 } = options;
    const scale = ['--time-scale', String(timeScale)];
    const [baseline, candidate] = await Promise.all([
      startEmulator(...scale),
      startEmulator('--speculator', speculator, '--base', 'llama-3-8b', ...scale),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-rollout-'));
    const rig = new RolloutRig(folder, baseline, candidate);
    writeFileSync(rig.configFile, configOf(rig, speculator, options));
    try {
      for (let n = 0; n < gateways; n += 1) rig.gateways.push(await startGatewayProcess(rig.configFile));
      return rig;
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
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

  async ask(verb: string, body: object = {}, gateway: number = 0): Promise<RolloutView> {
    this.#askedFor += 1;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `rig-${this.#askedFor}` };
    return (await this.#admin('POST', `/rollouts/live/${verb}`, gateway, {
      headers,
      body: JSON.stringify(body),
    })) as RolloutView;
  }

  async rollout(gateway: number = 0): Promise<RolloutView> {
    return (await this.#admin('GET', '/rollouts/live', gateway)) as RolloutView;
  }

  async events(gateway: number = 0): Promise<readonly EventView[]> {
    return ((await this.#admin('GET', '/rollouts/live/events', gateway)) as { events: readonly EventView[] }).events;
  }

  /** Looks until it is in one of these phases, and tells where it was last when the time is over. */
  async until(phases: readonly string[], seconds: number, gateway: number = 0): Promise<RolloutView> {
    const deadlineMs = performance.now() + seconds * 1000;
    for (;;) {
      const rollout = await this.rollout(gateway);
      if (phases.includes(rollout.phase)) return rollout;
      if (performance.now() > deadlineMs) {
        throw new Error(`not ${phases.join(' or ')} within ${seconds} s: ${rollout.phase}, ${rollout.sentence}`);
      }
      await sleep(lookEveryMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = this.gateways.map(async (gateway) => await endGatewayProcess(gateway, 'SIGKILL'));
    await Promise.all([...ends, this.baseline.stop(), this.candidate.stop()]);
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

function configOf(
  { baseline, candidate }: RolloutRig,
  speculator: string,
  { rollout = '', steps, databaseUrl }: RigOptions,
): string {
  return `listen: 127.0.0.1:0
admin: { listen: 127.0.0.1:0, keys: { rig: { secret: ${secret}, role: admin } } }
${databaseUrl === undefined ? '' : `database: { url: '${databaseUrl}' }`}
telemetry: { log: error }
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: base, base: llama-3-8b, replicas: [${baseline.url}] }
      candidate: { engine: tgi, model: fast, base: llama-3-8b, control: baseline, speculator: ${speculator}, replicas: [${candidate.url}] }
rollouts:
  live:
    model: tgi
    candidate: candidate
    block: 500ms
    minBlocks: 12
    minRequests: 50
    soak: 3s
    longest: 5m
    rollbackWindow: 2s
    steps: ${steps ?? '[{ coverage: 50% of matched, hold: 2s }, { coverage: matched, hold: 2s }]'}
    ${rollout}
`;
}
