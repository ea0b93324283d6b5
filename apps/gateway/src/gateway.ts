import type { Server } from 'node:http';
import type { Config, Replica } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { AdminPort } from './admin-port.ts';
import { writeBudgetGauges } from './admission/budget-gauges.ts';
import { createGate } from './admission/gate.ts';
import type { Gate } from './admission/gate.ts';
import { KeyDirectory } from './admission/key-directory.ts';
import { writeQueueGauges } from './admission/queue-gauges.ts';
import { sharedLimiters } from './admission/shared-limiters.ts';
import { putInForce } from './config-reload/put-in-force.ts';
import type { ReloadResult } from './config-reload/reloader.ts';
import { writeFleetGauges } from './fleet-gauges.ts';
import { writeCircuitGauges } from './health/circuit-gauges.ts';
import { fleetReports } from './health/fleet-reports.ts';
import { Fleet } from './health/fleet.ts';
import { ResilienceRecorder } from './health/resilience-recorder.ts';
import { createApp } from './http/app.ts';
import { createHttpServer } from './http/http-server.ts';
import type { MetricsPage } from './http/operation-routes.ts';
import type { AskUsage } from './http/usage-routes.ts';
import { Lifecycle } from './lifecycle.ts';
import { closeServer, listen } from './listen.ts';
import { HabitsByVariant } from './metering/habits-by-variant.ts';
import { createMetering } from './metering/metering.ts';
import type { Metering } from './metering/metering.ts';
import type { GenerationPorts } from './pipeline/generation-ports.ts';
import { RequestIds } from './pipeline/request-ids.ts';
import { writeRolloutGauges } from './rollout/rollout-gauges.ts';
import type { Rollouts } from './rollout/rollouts.ts';
import { tellingArrivals } from './rollout/telling-arrivals.ts';
import { openRollouts } from './open-rollouts.ts';
import type {
  Clock,
  FetchPage,
  Logger,
  Random,
  ReplicaHealth,
  RequestObserver,
  RolloutTable,
  Timers,
} from './ports.ts';
import { openLedger } from './store/ledger/open-ledger.ts';
import type { OpenLedger } from './store/ledger/open-ledger.ts';
import { askUsage } from './store/service/ask-usage.ts';
import { StoreClient } from './store/service/store-client.ts';
import type { LogDestination } from './telemetry/line-buffer.ts';
import { createObserver } from './telemetry/observer.ts';
import { RequestLog } from './telemetry/request-log.ts';
import { startTelemetry } from './telemetry/telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { createDispatch } from './upstream/dispatch.ts';
import { createFetchPage } from './upstream/fetch-page.ts';
import { EngineKeys } from './upstream/engine-keys.ts';
import { headerPolicy } from './upstream/header-policy.ts';
import { HealthProbes } from './upstream/health-probes.ts';
import { identityWarnings } from './upstream/identity-warnings.ts';
import { probeTargets } from './upstream/probe-targets.ts';
import { ReplicaPools } from './upstream/replica-pools.ts';
import { warnOfUnverified } from './upstream/warn-of-unverified.ts';

/** The configuration to start with, and the world as main hands it in. */
export interface GatewayParts {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** Where rollouts are kept, and how this gateway is called among those that share it. */
  readonly rollouts: {
    readonly table: RolloutTable;
    readonly gateway: string;
    readonly brakeFileIsThere: () => boolean;
  };
  /** Where the logger writes: the lines of requests go there, too. */
  readonly lines: LogDestination;
  /** Of the ledger; null: nothing is booked. */
  readonly databaseFile: string | null;
}

export interface Gateway {
  /** `http://HOST:PORT` with the real port. */
  readonly url: string;
  /** Of the admin API; null where none is configured. */
  readonly adminUrl: string | null;
  readonly metering: Metering;
  readonly lifecycle: Lifecycle;
  readonly rollouts: Rollouts;
  /** The configuration in force, as the file has it: what rollouts do to it is not in it. */
  config(): Config;
  /** Puts another configuration in force while requests are under way. One at a time. */
  reconfigure(next: Config): Promise<void>;
  /** For the metrics. */
  countReload(result: ReloadResult): void;
  /** Drains within `graceMs`, then closes all that was opened; telemetry last, so that the last requests are in it. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Builds a gateway and opens its port. Resolves when every replica has been probed and scraped once, or has let its
 * time run out. Rejects with the system's error where the address cannot be had.
 */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  let inForce = parts.config;
  const fileConfig = (): Config => inForce;
  // What requests work with: the file, and, as soon as there are any, the splits of the rollouts in it.
  let split = fileConfig;
  const world: World = { ...parts, config: () => split() };
  const { clock, timers, logger, databaseFile } = world;
  const { connectMs } = inForce.timeouts;
  const instruments = new Instruments();
  // First of all: where nothing can be booked, nothing is opened.
  const ledger = await ledgerOf(world, instruments);
  const pools = new ReplicaPools({ connectMs, ...inForce.pool });
  const dispatch = createDispatch(pools, clock);
  const engineKeys = new EngineKeys();
  engineKeys.learn(inForce);
  const headersFor = (replica: Replica): Readonly<Record<string, string>> => engineKeys.headersFor(replica);
  const fetchPage = createFetchPage({ dispatch, timers, headersFor });
  const engines = { dispatch, timers, headersFor };
  // Both are made later than rollouts are, and asked later still.
  const later = { health: (): ReplicaHealth => probes, telemetry: (): Telemetry => telemetry };
  const rollouts: Rollouts = openRollouts(world, { ...later, fileConfig, instruments, engines });
  split = () => rollouts.config();
  const probes = createProbes(world, fetchPage, (replica, ready) => {
    fleet.probed(replica, ready);
    gate.queue.look();
  });
  const fleet = new Fleet({ ...world, health: probes, watcher: fleetReports(instruments, logger) });
  const keys = new KeyDirectory(world.config, databaseFile !== null);
  const shared = inForce.redis.url === null ? null : sharedLimiters(inForce.redis.url, logger);
  const createLimiter = shared?.create;
  const gate = createGate({ ...world, fleet, instruments, health: probes, keys, createLimiter });
  const store = storeOf(world, keys, gate);
  const metering = createMetering({ ...world, instruments, fetchPage });
  const page = metricsPage(world, { instruments, metering, health: probes, fleet, gate, keys, rollouts });
  const telemetry = await startTelemetry({ ...parts, config: inForce.telemetry, page: () => page.render() });
  const lifecycle = new Lifecycle(timers);
  const observer = observerOf(world, { metering, gate, rollouts, ledger, telemetry, instruments });
  const habits = new HabitsByVariant();
  const commit: GenerationPorts['commit'] = (record) => ledger?.ledger.commit(record) ?? null;
  const told = tellingArrivals(gate.fleet, (decision) => rollouts.arrived(decision));
  const ports = { ...gate, fleet: told, dispatch, health: probes, admission: lifecycle, observer, habits, commit };
  const usage: AskUsage | null = store === null ? null : (query) => askUsage(store, query);
  const server = openServer(world, ports, { page, usage });
  const admin = new AdminPort({ ...parts, fileConfig, rollouts, clientKeys: keys });
  /** In the order in which nobody needs them any more. */
  const close = async (): Promise<void> => {
    metering.scraper.stop();
    await rollouts.stop();
    await admin.close();
    probes.stop();
    await pools.destroy();
    shared?.close();
    for (const part of [store, ledger, telemetry]) await part?.stop();
  };
  // Before anybody is served: by the splits that are decided.
  await rollouts.start();
  const opened = admin.open().then(async () => await listen(server, inForce.listen));
  const url = await opened.catch(async (error: unknown) => {
    await close();
    throw error;
  });
  // Before the first of them is asked anything, with its key.
  warnOfUnverified(inForce, logger);
  await Promise.all([probes.watch(probeTargets(inForce)), metering.scraper.start(), store?.firstWord()]);
  if (keys.keys === null) logger.warn({}, 'there are no keys: only clients on this machine are served');
  const swap = (next: Config): void => {
    inForce = next;
    rollouts.reconfigured();
    warnOfUnverified(next, logger);
  };
  const inForceParts = { engineKeys, probes, pools, queue: gate.queue, metering, instruments, logger, swap };
  return {
    url,
    adminUrl: admin.url,
    metering,
    lifecycle,
    rollouts,
    config: fileConfig,
    reconfigure: (next) => putInForce(next, inForceParts),
    countReload: (result) => instruments.counter('slipstream_config_reloads_total').inc({ result }),
    stop: (graceMs) => drain({ lifecycle, server, metering, logger, close }, graceMs),
  };
}

/** As the parts, but with the configuration in force now, which a reload replaces. */
type World = Omit<GatewayParts, 'config'> & { readonly config: () => Config };

interface Draining {
  readonly lifecycle: Lifecycle;
  readonly server: Server;
  readonly metering: Metering;
  readonly logger: Logger;
  readonly close: () => Promise<void>;
}

async function drain({ lifecycle, server, metering, logger, close }: Draining, graceMs: number): Promise<void> {
  const cut = await lifecycle.drain(graceMs);
  if (cut > 0) logger.warn({ requests: cut }, 'requests were cut: the grace period was over');
  await closeServer(server);
  // What the engines counted for the last answers is part of what telemetry sends last.
  await metering.scraper.scrapeNow();
  await close();
}

interface Observed {
  readonly metering: Metering;
  readonly gate: Gate;
  readonly rollouts: Rollouts;
  readonly ledger: OpenLedger | null;
  readonly telemetry: Telemetry;
  readonly instruments: Instruments;
}

/** Whoever is told of the end of each request, the log last. */
function observerOf(
  { config, lines, logger }: World,
  { metering, gate, rollouts, ledger, telemetry, instruments }: Observed,
): RequestObserver {
  const log = new RequestLog(config().telemetry.log, lines);
  const booked = ledger === null ? [] : [ledger.ledger];
  const own = [...metering.sinks, ...gate.sinks, new ResilienceRecorder(instruments), ...rollouts.sinks];
  const { inFlight } = metering;
  return createObserver({ inFlight, tracing: telemetry.tracing, sinks: [...own, ...booked, log], logger });
}

function openServer(
  { config, clock, timers, random, logger }: World,
  ports: Pick<GenerationPorts, 'dispatch' | 'health' | 'admission' | 'observer' | 'habits' | 'commit'> & Gate,
  { page: metrics, usage }: { readonly page: MetricsPage; readonly usage: AskUsage | null },
): Server {
  const app = createApp({
    ports: { config, clock, timers, random, ...ports, headers: headerPolicy },
    ids: new RequestIds(random),
    metrics,
    usage,
    logger,
  });
  const { headerBytes, slowClients } = config().limits;
  return createHttpServer(app, {
    maxHeaderBytes: headerBytes,
    maxHeaderCount: () => config().limits.headerCount,
    ...slowClients,
  });
}

async function ledgerOf(world: World, instruments: Instruments): Promise<OpenLedger | null> {
  const { databaseFile: file, config, clock, timers, logger } = world;
  const { database, metering } = config();
  if (file === null) {
    logger.warn({}, 'database.path is off: requests are not booked');
    return null;
  }
  const { durability } = metering;
  return await openLedger({ database: { ...database, file }, durability, instruments, clock, timers, logger });
}

function storeOf(world: World, keys: KeyDirectory, { budgets }: Gate): StoreClient | null {
  const { databaseFile: file, config, timers, logger } = world;
  if (file === null) return null;
  return new StoreClient(
    { ...config().database, file },
    {
      timers,
      logger,
      onKeys: (known) => keys.learn(known),
      onSpending: (spending) => budgets.learn(spending),
    },
  );
}

interface MetricsSources {
  readonly instruments: Instruments;
  readonly metering: Metering;
  readonly health: ReplicaHealth;
  readonly fleet: Fleet;
  readonly gate: Gate;
  readonly keys: KeyDirectory;
  readonly rollouts: Rollouts;
}

function metricsPage(
  { config, version }: World,
  { instruments, metering, health, fleet, gate, keys, rollouts }: MetricsSources,
): MetricsPage {
  instruments.gauge('slipstream_build_info').set({ version }, 1);
  return {
    contentType: instruments.contentType,
    render: () => {
      writeFleetGauges(instruments, config(), health);
      writeCircuitGauges(instruments, config(), fleet);
      writeQueueGauges(instruments, config(), gate.queue);
      writeBudgetGauges(instruments, keys, gate.budgets);
      writeRolloutGauges(instruments, config(), rollouts.controller);
      return metering.page.render();
    },
  };
}

function createProbes(
  { config, timers, random, logger }: World,
  fetchPage: FetchPage,
  changed: (replica: Replica, ready: boolean) => void,
): HealthProbes {
  return new HealthProbes({
    fetchPage,
    timers,
    random,
    polling: () => config().probe,
    onChange: (target, { ready, reason }, identity) => {
      const { replica } = target;
      changed(replica, ready);
      const fields = { replica: replica.name, url: replica.url.origin };
      for (const warning of identityWarnings(target, identity)) logger.warn(fields, warning);
      if (ready) logger.info({ ...fields, engineVersion: identity?.version ?? null }, 'replica is ready');
      else logger.warn({ ...fields, reason }, 'replica is not ready');
    },
  });
}
