import type { Server } from 'node:http';
import type { Config, Replica } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { writeFleetGauges } from './fleet-gauges.ts';
import { createApp } from './http/app.ts';
import { createHttpServer } from './http/http-server.ts';
import type { MetricsPage } from './http/operation-routes.ts';
import { Lifecycle } from './lifecycle.ts';
import { closeServer, listen } from './listen.ts';
import { createMetering } from './metering/metering.ts';
import type { Metering } from './metering/metering.ts';
import type { GenerationPorts } from './pipeline/generation-ports.ts';
import { RequestIds } from './pipeline/request-ids.ts';
import type { Clock, FetchPage, Logger, Random, ReplicaHealth, RequestObserver, Timers } from './ports.ts';
import { createObserver } from './telemetry/observer.ts';
import { RequestLog } from './telemetry/request-log.ts';
import { startTelemetry } from './telemetry/telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { createDispatch } from './upstream/dispatch.ts';
import { createFetchPage } from './upstream/fetch-page.ts';
import { authorization, headerPolicy } from './upstream/header-policy.ts';
import { HealthProbes } from './upstream/health-probes.ts';
import { createReplicaLoad } from './upstream/replica-load.ts';
import { ReplicaPools } from './upstream/replica-pools.ts';

/** The configuration, and the world as main hands it in. */
export interface GatewayParts {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
}

export interface Gateway {
  /** `http://HOST:PORT` with the real port. */
  readonly url: string;
  readonly metering: Metering;
  readonly lifecycle: Lifecycle;
  /** Drains within `graceMs`, then closes all that was opened; telemetry last, so that the last requests are in it. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Builds a gateway and opens its port. Resolves when every replica has been probed and scraped once, or has let its
 * time run out. Rejects with the system's error where the address cannot be had.
 */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, clock, timers, logger } = parts;
  const pools = new ReplicaPools({ connectMs: config.timeouts.connectMs });
  const dispatch = createDispatch(pools, clock);
  const fetchPage = createFetchPage({ dispatch, timers, headersFor: engineKeys(config) });
  const probes = createProbes(parts, fetchPage);
  const instruments = new Instruments();
  const metering = createMetering({ ...parts, config: () => config, instruments, fetchPage });
  const page = metricsPage(parts, instruments, metering, probes);
  const telemetry = await startTelemetry({ ...parts, config: config.telemetry, page: () => page.render() });
  const lifecycle = new Lifecycle(timers);
  const observer = observerOf(metering, telemetry, logger);
  const server = openServer(parts, { dispatch, health: probes, admission: lifecycle, observer }, page);
  /** In the order in which nobody needs them any more. */
  const close = async (): Promise<void> => {
    metering.scraper.stop();
    probes.stop();
    await pools.destroy();
    await telemetry.stop();
  };
  const url = await listen(server, config.listen).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  await Promise.all([probes.whenFirstProbed(), metering.scraper.start()]);
  return {
    url,
    metering,
    lifecycle,
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

function openServer(
  { config, clock, timers, random, logger }: GatewayParts,
  ports: Pick<GenerationPorts, 'dispatch' | 'health' | 'admission' | 'observer'>,
  metrics: MetricsPage,
): Server {
  const world = { config: () => config, clock, timers, random };
  const app = createApp({
    ports: { ...world, ...ports, load: createReplicaLoad(), headers: headerPolicy },
    ids: new RequestIds(random),
    metrics,
    logger,
  });
  return createHttpServer(app, { maxHeaderBytes: config.limits.headerBytes });
}

function metricsPage(
  { config, version }: GatewayParts,
  instruments: Instruments,
  metering: Metering,
  health: ReplicaHealth,
): MetricsPage {
  instruments.gauge('slipstream_build_info').set({ version }, 1);
  return {
    contentType: instruments.contentType,
    render: () => {
      writeFleetGauges(instruments, config, health);
      return metering.page.render();
    },
  };
}

function createProbes({ config, timers, random, logger }: GatewayParts, fetchPage: FetchPage): HealthProbes {
  const variants = [...config.models.values()].flatMap((model) => [...model.variants.values()]);
  return new HealthProbes({
    targets: variants.flatMap(({ engine, replicas }) => replicas.map((replica) => ({ replica, engine }))),
    fetchPage,
    timers,
    random,
    ...config.probe,
    onChange: ({ replica }, { ready, reason }, info) => {
      const fields = { replica: replica.name, url: replica.url.origin };
      if (ready) logger.info({ ...fields, engineVersion: info?.version ?? null }, 'replica is ready');
      else logger.warn({ ...fields, reason }, 'replica is not ready');
    },
  });
}

function observerOf(metering: Metering, { tracing }: Telemetry, logger: Logger): RequestObserver {
  const log = new RequestLog(logger, (record) => tracing.traceId(record));
  return createObserver({
    inFlight: metering.inFlight,
    tracing,
    sinks: [...metering.sinks, tracing, log],
    logger,
  });
}

/** Probes and scrapes carry the same key as generations do. */
function engineKeys(config: Config): (replica: Replica) => Readonly<Record<string, string>> {
  const keys = new Map<Replica, Readonly<Record<string, string>>>();
  for (const { variants } of config.models.values()) {
    for (const { replicas, apiKey } of variants.values()) {
      for (const replica of replicas) keys.set(replica, authorization(apiKey));
    }
  }
  return (replica) => keys.get(replica) ?? {};
}
