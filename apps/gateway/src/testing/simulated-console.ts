import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AdminKey, AdminRole, Config } from '@slipstream/config';
import { History } from '../history/history.ts';
import { closeServer, listen } from '../listen.ts';
import { LiveConclusions } from '../metering/conclusions/live-conclusions.ts';
import type { Sink } from '../metering/sink.ts';
import { FailingTable } from '../rollout/testing/failing-table.ts';
import { SimulatedGateway } from '../rollout/testing/simulated-gateway.ts';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { ManualTime } from './manual-time.ts';
import { noOperations } from './no-operations.ts';
import { createAuthenticateAdmin } from '../http/admin/admin-auth.ts';
import { createHttpServer } from '../http/http-server.ts';
import type { ConclusionRow, ConsoleSources, Dimension, KeyRow, ReplicaRow } from '../http/console/console-sources.ts';
import { samplesOf } from '../http/console/page/samples-of.ts';
import { createAdminWithConsole } from '../http/console/with-console.ts';

/** Of the key whose name is that of its role. */
export const secretOf = (role: string): string => `sk-the-secret-of-${role}`;

const roles: readonly AdminRole[] = ['viewer', 'operator', 'admin'];

export interface SimulatedConsoleOptions {
  readonly config?: Config;
  /** In place of what is concluded by class, length and concurrency, which are the same for all simulated answers. Null: what is concluded. */
  readonly bands?: (model: string, by: Dimension) => readonly ConclusionRow[] | null;
  readonly replicas?: readonly ReplicaRow[];
  readonly keyRows?: readonly KeyRow[];
}

/** The admin port with its console, in front of a simulated gateway with the rollout `live`: real sockets, and time that a test moves. */
export class SimulatedConsole implements AsyncDisposable {
  readonly gateway: SimulatedGateway;
  readonly table: FailingTable;
  readonly history: History;
  readonly time = new ManualTime();
  /** Those that may come in; a test may take one back. */
  readonly keys = new Map(roles.map((role) => [role, keyOf(role)] as const));
  url = '';
  #server: Server | null = null;
  readonly #app: ReturnType<typeof createAdminWithConsole>;
  #requests = 0;

  private constructor(options: SimulatedConsoleOptions) {
    this.table = new FailingTable(new SqliteRollouts(':memory:'));
    const conclusions: LiveConclusions = new LiveConclusions(() => this.gateway.rollouts.config(), this.time);
    const sample = () =>
      samplesOf(this.gateway.rollouts.controller.rollouts(), conclusions.read({ model: null, by: 'variant' }).rows);
    this.history = new History({ clock: this.time, timers: this.time, sample });
    const { config } = options;
    this.gateway = new SimulatedGateway({
      table: this.table,
      time: this.time,
      random: seededRandom(3),
      watchers: [this.#named(this.history), conclusions],
      ...(config === undefined ? {} : { config }),
    });
    const { rollouts } = this.gateway;
    const sources: ConsoleSources = {
      config: () => rollouts.config(),
      rollouts: rollouts.controller,
      history: this.history,
      conclusions: (model, by) => options.bands?.(model, by) ?? conclusions.read({ model, by }).rows,
      replicas: () => options.replicas ?? replicasOf(rollouts.config()),
      inFlight: () => 2,
      keys: async () => options.keyRows ?? [],
      usage: null,
    };
    const keys = (): readonly AdminKey[] => [...this.keys.values()];
    this.#app = createAdminWithConsole({
      rollouts,
      sources,
      conclusions,
      models: () => [...rollouts.config().models.keys()],
      operations: noOperations,
      keys,
      authenticate: createAuthenticateAdmin(keys),
      clock: this.time,
      timers: this.time,
      version: '0.0.0',
      logger: { debug() {}, info() {}, warn() {}, error: (fields) => this.errors.push(fields) },
    });
  }

  readonly errors: object[] = [];

  static async start(options: SimulatedConsoleOptions = {}): Promise<SimulatedConsole> {
    const made = new SimulatedConsole(options);
    made.history.start();
    await made.gateway.look();
    await made.listen();
    return made;
  }

  /** On the port that it had, if it had one. */
  async listen(): Promise<void> {
    const port = this.url === '' ? 0 : Number(new URL(this.url).port);
    const limits = { maxHeaderBytes: 16_384, maxHeaderCount: () => 100, headMs: 5000, bodyMs: 5000 };
    this.#server = createHttpServer(this.#app, limits);
    this.url = await listen(this.#server, { host: '127.0.0.1', port });
  }

  /** Cuts everybody off. */
  async hangUp(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await closeServer(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.history.stop();
    await this.hangUp();
  }

  /** Records of simulated answers have neither names nor the time of day. */
  #named(sink: Sink): Sink {
    return {
      name: sink.name,
      settle: (record, figures, trace) => {
        this.#requests += 1;
        const id = `req-${String(this.#requests).padStart(6, '0')}`;
        const receivedWallMs = this.time.wallTime() - figures.durationSeconds * 1000;
        sink.settle({ ...record, id, receivedWallMs }, figures, trace);
      },
    };
  }
}

function keyOf(role: AdminRole): AdminKey {
  return { name: role, role, secretHash: createHash('sha256').update(secretOf(role)).digest('hex') };
}

function replicasOf({ models }: Config): readonly ReplicaRow[] {
  return [...models.values()].flatMap((model) =>
    [...model.variants.values()].flatMap(({ name: variant, engine, replicas }) =>
      replicas.map((replica) => ({
        name: replica.name,
        model: model.name,
        variant,
        engine,
        engineVersion: null,
        url: replica.url.origin,
        ready: true,
        reason: null,
        circuit: 'closed',
        inFlight: 1,
        limit: replica.maxConcurrent,
        running: null,
        waiting: null,
        kvUse: null,
      })),
    ),
  );
}
