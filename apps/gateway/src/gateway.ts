import type { Server } from 'node:http';
import type { Config, Replica } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { AdminPort } from './admin-port.ts';
import { createGate } from './admission/gate.ts';
import type { Gate } from './admission/gate.ts';
import { writeQueueGauges } from './admission/queue-gauges.ts';
import type { WaitingRoom } from './admission/waiting-room.ts';
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
import { Lifecycle } from './lifecycle.ts';
import { closeServer, listen } from './listen.ts';
import { createMetering } from './metering/metering.ts';
import type { Metering } from './metering/metering.ts';
import type { Sink } from './metering/sink.ts';
import type { GenerationPorts } from './pipeline/generation-ports.ts';
import { RequestIds } from './pipeline/request-ids.ts';
import { decisionOf } from './rollout/decision-of.ts';
import { writeRolloutGauges } from './rollout/rollout-gauges.ts';
import { Rollouts } from './rollout/rollouts.ts';
import { Webhooks } from './rollout/webhooks.ts';
import type {
  Clock,
  Decision,
  FetchPage,
  Logger,
  Random,
  ReplicaFleet,
  ReplicaHealth,
  RequestObserver,
  RolloutTable,
  Timers,
} from './ports.ts';
import { createObserver } from './telemetry/observer.ts';
import { RequestLog } from './telemetry/request-log.ts';
import { startTelemetry } from './telemetry/telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { createAskForSwap } from './upstream/ask-for-swap.ts';
import { createAskGreedily } from './upstream/ask-greedily.ts';
import type { AskGreedilyParts } from './upstream/ask-greedily.ts';
import { createDispatch } from './upstream/dispatch.ts';
import { createFetchPage } from './upstream/fetch-page.ts';
import { EngineKeys } from './upstream/engine-keys.ts';
import { headerPolicy } from './upstream/header-policy.ts';
import { HealthProbes } from './upstream/health-probes.ts';
import { postWebhook } from './upstream/post-webhook.ts';
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
  const world: World = { ...parts, config: () => rollouts.config() };
  const { clock, timers, logger } = world;
  const { connectMs } = inForce.timeouts;
  const pools = new ReplicaPools({ connectMs, ...inForce.pool });
  const dispatch = createDispatch(pools, clock);
  const engineKeys = new EngineKeys();
  engineKeys.learn(inForce);
  const headersFor = (replica: Replica): Readonly<Record<string, string>> => engineKeys.headersFor(replica);
  const fetchPage = createFetchPage({ dispatch, timers, headersFor });
  const instruments = new Instruments();
  const engines = { dispatch, timers, headersFor };
  const rollouts: Rollouts = rolloutsOf(world, {
    fileConfig: () => inForce,
    health: () => probes,
    telemetry: () => telemetry,
    instruments,
    engines,
  });
  const probes = createProbes(world, fetchPage, (replica, ready) => {
    fleet.probed(replica, ready);
    gate.queue.look();
  });
  const fleet = new Fleet({ ...world, health: probes, watcher: fleetReports(instruments, logger) });
  const gate = createGate({ ...world, fleet, instruments, health: probes });
  const metering = createMetering({ ...world, instruments, fetchPage });
  const page = metricsPage(world, { instruments, metering, health: probes, fleet, queue: gate.queue, rollouts });
  const telemetry = await startTelemetry({ ...parts, config: inForce.telemetry, page: () => page.render() });
  const lifecycle = new Lifecycle(timers);
  const observer = observerOf(
    metering,
    [...gate.sinks, new ResilienceRecorder(instruments), ...rollouts.sinks],
    telemetry,
    logger,
  );
  const arrivals = { ...gate, fleet: tellingArrivals(gate.fleet, (decision) => rollouts.arrived(decision)) };
  const server = openServer(world, { ...arrivals, dispatch, health: probes, admission: lifecycle, observer }, page);
  const admin = new AdminPort({ ...parts, fileConfig: () => inForce, rollouts });
  /** In the order in which nobody needs them any more. */
  const close = async (): Promise<void> => {
    metering.scraper.stop();
    await rollouts.stop();
    await admin.close();
    probes.stop();
    await pools.destroy();
    await telemetry.stop();
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
  await Promise.all([probes.watch(probeTargets(inForce)), metering.scraper.start()]);
  if (inForce.keys === null) logger.info({}, 'no keys are configured: all clients are served');
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
    config: () => inForce,
    reconfigure: (next) => putInForce(next, inForceParts),
    countReload: (result) => instruments.counter('slipstream_config_reloads_total').inc({ result }),
    async stop(graceMs) {
      const cut = await lifecycle.drain(graceMs);
      if (cut > 0) logger.warn({ requests: cut }, 'requests were cut: the grace period was over');
      await closeServer(server);
      // What the engines counted for the last answers is part of what telemetry sends last.
      await metering.scraper.scrapeNow();
      await close();
    },
  };
}

interface RolloutsOf {
  readonly fileConfig: () => Config;
  /** Both are made later than rollouts are, and asked later still. */
  readonly health: () => ReplicaHealth;
  readonly telemetry: () => Telemetry;
  readonly instruments: Instruments;
  /** How they are asked for what is no client’s. */
  readonly engines: AskGreedilyParts;
}

function rolloutsOf(
  { rollouts, clock, timers, logger }: World,
  { fileConfig, health, telemetry, instruments, engines }: RolloutsOf,
): Rollouts {
  const webhooks = new Webhooks({
    webhooks: () => fileConfig().admin?.webhooks ?? [],
    post: postWebhook,
    clock,
    timers,
    logger,
  });
  return new Rollouts({
    ...rollouts,
    fileConfig,
    isReady: (replica) => health().status(replica).ready,
    askForSwap: createAskForSwap(engines),
    askGreedily: createAskGreedily(engines),
    clock,
    timers,
    logger,
    onDecision: (event) => {
      const { rollout, model, to: phase } = event;
      instruments.counter('slipstream_rollout_decisions_total').inc({ rollout, model, phase });
      telemetry().decided(decisionOf(event));
    },
    onEvent: (event) => webhooks.tell(event),
  });
}

/** The fleet, with somebody who wants to know of each request that comes to its variant. */
function tellingArrivals(fleet: ReplicaFleet, tell: (decision: Decision) => void): ReplicaFleet {
  return {
    arrive: (decision) => {
      tell(decision);
      fleet.arrive(decision);
    },
    take: (wish) => fleet.take(wish),
    restsForMs: (decision) => fleet.restsForMs(decision),
    hedgeAfterMs: (decision) => fleet.hedgeAfterMs(decision),
  };
}

/** As the parts, but with the configuration in force now, which a reload replaces. */
type World = Omit<GatewayParts, 'config'> & { readonly config: () => Config };

function openServer(
  { config, clock, timers, random, logger }: World,
  ports: Pick<GenerationPorts, 'dispatch' | 'health' | 'admission' | 'observer'> & Gate,
  metrics: MetricsPage,
): Server {
  const app = createApp({
    ports: { config, clock, timers, random, ...ports, headers: headerPolicy },
    ids: new RequestIds(random),
    metrics,
    logger,
  });
  const { headerBytes, slowClients } = config().limits;
  return createHttpServer(app, {
    maxHeaderBytes: headerBytes,
    maxHeaderCount: () => config().limits.headerCount,
    ...slowClients,
  });
}

interface MetricsSources {
  readonly instruments: Instruments;
  readonly metering: Metering;
  readonly health: ReplicaHealth;
  readonly fleet: Fleet;
  readonly queue: WaitingRoom;
  readonly rollouts: Rollouts;
}

function metricsPage(
  { config, version }: World,
  { instruments, metering, health, fleet, queue, rollouts }: MetricsSources,
): MetricsPage {
  instruments.gauge('slipstream_build_info').set({ version }, 1);
  return {
    contentType: instruments.contentType,
    render: () => {
      writeFleetGauges(instruments, config(), health);
      writeCircuitGauges(instruments, config(), fleet);
      writeQueueGauges(instruments, config(), queue);
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
    onChange: ({ replica }, { ready, reason }, info) => {
      changed(replica, ready);
      const fields = { replica: replica.name, url: replica.url.origin };
      if (ready) logger.info({ ...fields, engineVersion: info?.version ?? null }, 'replica is ready');
      else logger.warn({ ...fields, reason }, 'replica is not ready');
    },
  });
}

function observerOf(
  metering: Metering,
  more: readonly Sink[],
  { tracing }: Telemetry,
  logger: Logger,
): RequestObserver {
  const log = new RequestLog(logger, (record) => tracing.traceId(record));
  return createObserver({
    inFlight: metering.inFlight,
    tracing,
    sinks: [...metering.sinks, ...more, tracing, log],
    logger,
  });
}
