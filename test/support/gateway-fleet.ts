import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutView } from '../../apps/gateway/src/http/admin/rollout-view.ts';
import { endGatewayProcess, startGatewayProcess } from './gateway-process.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { startEmulator } from './start.ts';
import type { Emulator } from './start.ts';
import { TestPostgres } from './test-postgres.ts';
import { TestRedis } from './test-redis.ts';

const speculators = ['none', 'mlp', 'medusa'];
const replicasEach = 3;

/** Times on a machine with other work prove nothing: what the verdicts would say of them changes no traffic here. */
const unguarded = ['ttft', 'tpot', 'length', 'finishReasons', 'srm']
  .map((check) => `${check}: { action: report }`)
  .concat('mismatch: { every: null }', 'load: { limit: 10, redeals: 0 }')
  .join(', ');

/** From the moment a load balancer has forgotten an address until SIGTERM, as a preStop hook keeps it: what was sent before arrives. */
const PRE_STOP_MS = 250;

const adminSecret = 'sk-the-admin-of-the-fleet';

/**
 * Gateways as they stand in production: one Postgres, one Redis, nine engines, each gateway with a folder of its own, and
 * in front of them a balancer's list of those that get traffic.
 */
export class GatewayFleet implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'slipstream-fleet-'));
  readonly #postgres: TestPostgres;
  readonly #redis: TestRedis;
  readonly engines: readonly Emulator[];
  readonly #running: GatewayProcess[] = [];
  #inRotation: readonly GatewayProcess[] = [];

  private constructor(postgres: TestPostgres, redis: TestRedis, engines: readonly Emulator[]) {
    this.#postgres = postgres;
    this.#redis = redis;
    this.engines = engines;
  }

  /** `keys` are those of slipstream.yaml. */
  static async start(gateways: number, keys: string): Promise<GatewayFleet> {
    const kinds = speculators.flatMap((kind) => Array.from({ length: replicasEach }, () => kind));
    const engine = (kind: string, n: number): Promise<Emulator> =>
      startEmulator(
        '--engine',
        'tgi-3.3',
        '--speculator',
        kind,
        '--base',
        'llama-3-8b',
        '--time-scale',
        '10',
        '--seed',
        `${n}`,
      );
    const [postgres, redis, ...engines] = await Promise.all([
      TestPostgres.start(),
      TestRedis.start(),
      ...kinds.map(engine),
    ]);
    const fleet = new GatewayFleet(postgres, redis, engines);
    try {
      await Promise.all(Array.from({ length: gateways }, (_, n) => fleet.#add(n, keys)));
      return fleet;
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.#postgres.url;
  }

  /** Of those that get traffic. */
  get urls(): readonly string[] {
    return this.#inRotation.map(({ url }) => url);
  }

  /**
   * As Kubernetes replaces a pod: another one is started first; the old one gets no more traffic, then SIGTERM, and ends what
   * it has. Returns its exit code.
   */
  async replace(n: number, keys: string): Promise<number | null> {
    const old = this.#inRotation[n];
    if (old === undefined) throw new Error(`there is no gateway ${n}`);
    await this.#add(this.#running.length, keys);
    this.#inRotation = this.#inRotation.filter((gateway) => gateway !== old);
    await sleep(PRE_STOP_MS);
    return await endGatewayProcess(old, 'SIGTERM');
  }

  /** Lets all end in peace: what they have booked is in Postgres then. Returns their exit codes. */
  async stop(): Promise<readonly (number | null)[]> {
    const stopping = this.#inRotation;
    this.#inRotation = [];
    return await Promise.all(stopping.map((gateway) => endGatewayProcess(gateway, 'SIGTERM')));
  }

  /** What each gateway says of the rollout. */
  async rollouts(): Promise<readonly RolloutView[]> {
    return await Promise.all(this.#inRotation.map((_, n) => this.ask(n, 'GET', '/rollouts/live')));
  }

  async ask<T = RolloutView>(n: number, method: string, path: string): Promise<T> {
    const response = await fetch(`${this.#inRotation[n]?.adminUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminSecret}` },
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((gateway) => endGatewayProcess(gateway, 'SIGKILL')));
    await Promise.all(this.engines.map((engine) => engine.stop()));
    await Promise.all([this.#postgres[Symbol.asyncDispose](), this.#redis[Symbol.asyncDispose]()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #add(n: number, keys: string): Promise<void> {
    const folder = join(this.#folder, `gateway-${n}`);
    mkdirSync(folder);
    const file = join(folder, 'slipstream.yaml');
    writeFileSync(file, this.#yaml(keys));
    const started = await startGatewayProcess(file);
    this.#running.push(started);
    this.#inRotation = [...this.#inRotation, started];
  }

  #yaml(keys: string): string {
    const replicas = (kind: string): string => {
      const first = speculators.indexOf(kind) * replicasEach;
      const urls = this.engines.slice(first, first + replicasEach).map(({ url }) => url);
      return `replicas: [${urls.join(', ')}]`;
    };
    return `listen: 127.0.0.1:0
admin: { listen: 127.0.0.1:0, keys: { fleet: { secret: ${adminSecret}, role: admin } } }
database: { url: '${this.#postgres.url}' }
redis: { url: '${this.#redis.url}' }
telemetry: { log: error }
keys: ${keys}
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: base, base: llama-3-8b, ${replicas('none')} }
      mlp: { engine: tgi, model: mlp, base: llama-3-8b, control: baseline, speculator: mlp, ${replicas('mlp')} }
    experiment: { unit: session }
  heads:
    variants:
      medusa: { engine: tgi, model: medusa, base: llama-3-8b, speculator: medusa, ${replicas('medusa')} }
rollouts:
  live:
    { model: tgi, candidate: mlp, block: 1s, warmup: 1, steps: [{ coverage: matched, hold: 1h }], guardrails: { ${unguarded} } }
`;
  }
}
