import { noTrace } from '../telemetry/no-trace.ts';
import type { Server } from 'node:net';
import { parseConfig } from '@slipstream/config';
import type { Config, Replica } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { createGate } from '../admission/gate.ts';
import { KeyDirectory } from '../admission/key-directory.ts';
import { Fleet } from '../health/fleet.ts';
import type { FleetWatcher } from '../health/fleet.ts';
import { createApp } from '../http/app.ts';
import { Http1Server } from '../http/server/http1-server.ts';
import { serveApp } from '../http/server/serve-app.ts';
import { Lifecycle } from '../lifecycle.ts';
import type { AskUsage } from '../http/usage-routes.ts';
import { closeServer, listen } from '../listen.ts';
import { HabitsByVariant } from '../metering/habits-by-variant.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import { RequestIds } from '../pipeline/request-ids.ts';
import type { Clock, Logger, ReplicaHealth, RequestObserver, Timers } from '../ports.ts';
import { createDispatch } from '../upstream/dispatch.ts';
import { headerPolicy } from '../upstream/header-policy.ts';
import { ReplicaPools } from '../upstream/replica-pools.ts';

export interface TestGatewayOptions {
  /** YAML of the configuration; see `gatewayYaml`. */
  readonly yaml: string;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Names of replicas that are not ready. */
  readonly notReady?: ReadonlySet<string>;
  /** Learnt from the engine's version, elsewhere. */
  readonly includeUsage?: boolean;
  readonly specTokensDetails?: boolean;
  /** What the end of an answer waits for. */
  readonly commit?: GenerationPorts['commit'];
  /** The ledger, as far as it is asked. */
  readonly usage?: AskUsage;
}

const realClock: Clock = { now: () => performance.now(), wallTime: () => performance.timeOrigin + performance.now() };
const realTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * A gateway on a free port with real sockets on both sides. Only three things are not the product's own: probes (the test
 * says who is ready), the observer (keeps the records) and, where a test wants it, time.
 */
export class TestGateway implements AsyncDisposable {
  readonly url: string;
  readonly lifecycle: Lifecycle;
  /** Settled requests, in the order of their ends. */
  readonly records: RequestRecord[];
  /** Requests in flight of a replica of model `tgi`. */
  readonly inFlight: (variant: string) => number;
  /** States of the circuits of a variant's replicas. */
  readonly circuits: (variant: string) => readonly string[];
  /** Requests that wait for a replica of a variant of model `tgi`. */
  readonly queued: (variant: string) => number;
  readonly server: Server;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<TestGateway, 'url' | 'lifecycle' | 'records' | 'inFlight' | 'circuits' | 'queued' | 'server'>,
    close: () => Promise<void>,
  ) {
    this.url = parts.url;
    this.lifecycle = parts.lifecycle;
    this.records = parts.records;
    this.inFlight = parts.inFlight;
    this.circuits = parts.circuits;
    this.queued = parts.queued;
    this.server = parts.server;
    this.#close = close;
  }

  static async start(options: TestGatewayOptions): Promise<TestGateway> {
    const { clock = realClock, timers = realTimers } = options;
    const config = configOf(options.yaml);
    const pools = new ReplicaPools({ connectMs: config.timeouts.connectMs });
    const lifecycle = new Lifecycle(timers);
    const health = healthOf(options);
    const fleet = new Fleet({ config: () => config, health, clock, random: seededRandom(11), watcher: silentWatcher });
    const records: RequestRecord[] = [];
    const random = seededRandom(7);
    const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
    const keys = new KeyDirectory(() => config, false);
    const instruments = new Instruments();
    const gate = createGate({ config: () => config, fleet, health, clock, timers, instruments, logger, keys });
    const app = createApp({
      ports: {
        config: () => config,
        clock,
        timers,
        random,
        dispatch: createDispatch(pools, clock),
        health,
        ...gate,
        headers: headerPolicy,
        admission: lifecycle,
        observer: keepRecords(records),
        habits: new HabitsByVariant(),
        commit: options.commit ?? (() => null),
      },
      ids: new RequestIds(random),
      usage: options.usage ?? null,
      metrics: { render: async (format) => `# ${format}\n` },
      logger,
    });
    const server = new Http1Server(
      {
        maxHeaderBytes: config.limits.headerBytes,
        maxHeaderCount: () => config.limits.headerCount,
        ...config.limits.slowClients,
        wallTime: () => clock.wallTime(),
      },
      serveApp(app),
    );
    const url = await listen(server, config.listen);
    const replicasOf = (variant: string): readonly Replica[] =>
      config.models.get('tgi')?.variants.get(variant)?.replicas ?? [];
    const inFlight = (variant: string): number =>
      replicasOf(variant).reduce((sum, one) => sum + fleet.inFlight(one), 0);
    const circuits = (variant: string): readonly string[] => replicasOf(variant).map((one) => fleet.circuit(one));
    const queued = (variant: string): number => gate.queue.waiting('tgi', variant);
    return new TestGateway({ url, lifecycle, records, inFlight, circuits, queued, server }, async () => {
      await closeServer(server);
      await pools.destroy();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

const silentWatcher: FleetWatcher = { ejected() {}, returned() {}, overBudget() {} };

/** A configuration of the model `tgi`, with one line per variant. */
export function gatewayYaml(
  variants: Readonly<Record<string, string>>,
  rest: { readonly experiment?: string; readonly top?: string } = {},
): string {
  const lines = Object.entries(variants).map(([name, fields]) => `      ${name}: { base: llama-3-8b, ${fields} }`);
  const experiment = rest.experiment === undefined ? '' : `    experiment: ${rest.experiment}\n`;
  return `listen: 127.0.0.1:0\n${rest.top ?? ''}\nmodels:\n  tgi:\n    variants:\n${lines.join('\n')}\n${experiment}`;
}

function configOf(yaml: string): Config {
  const parsed = parseConfig(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 2));
  return parsed.config;
}

function healthOf({ notReady, includeUsage = false, specTokensDetails = false }: TestGatewayOptions): ReplicaHealth {
  return {
    status: (replica: Replica) => {
      const ready = notReady?.has(replica.name) !== true;
      return { ready, reason: ready ? null : 'the test says so', capabilities: { includeUsage, specTokensDetails } };
    },
  };
}

function keepRecords(records: RequestRecord[]): RequestObserver {
  const trace = { ...noTrace, openAttempt: () => ({ traceparent: '00-trace' }) };
  return {
    open: (record) => ({
      trace,
      settle() {
        if (records.includes(record)) throw new Error(`${record.id} was settled twice`);
        records.push(record);
      },
    }),
  };
}

/** Park and Miller's generator: the same choices in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
