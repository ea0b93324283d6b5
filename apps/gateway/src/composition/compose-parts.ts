import type { Config, Replica } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { createGate } from '../admission/gate.ts';
import type { Gate } from '../admission/gate.ts';
import { KeyDirectory } from '../admission/key-directory.ts';
import { sharedLimiters } from '../admission/shared-limiters.ts';
import type { SharedLimiters } from '../admission/shared-limiters.ts';
import { fleetReports } from '../health/fleet-reports.ts';
import { Fleet } from '../health/fleet.ts';
import type { History } from '../history/history.ts';
import type { AskUsage } from '../http/usage-routes.ts';
import { Lifecycle } from '../lifecycle.ts';
import { HabitsByVariant } from '../metering/habits-by-variant.ts';
import { createMetering } from '../metering/metering.ts';
import type { Metering } from '../metering/metering.ts';
import type { ClosableServer } from '../listen.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { ReplicaHealth } from '../ports.ts';
import type { Rollouts } from '../rollout/rollouts.ts';
import { tellingArrivals } from '../rollout/telling-arrivals.ts';
import type { OpenLedger } from '../store/ledger/open-ledger.ts';
import { askUsage } from '../store/service/ask-usage.ts';
import type { StoreClient } from '../store/service/store-client.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createDispatch } from '../upstream/dispatch.ts';
import { EngineKeys } from '../upstream/engine-keys.ts';
import { createFetchPage } from '../upstream/fetch-page.ts';
import type { HealthProbes } from '../upstream/health-probes.ts';
import { ReplicaPools } from '../upstream/replica-pools.ts';
import { AdminPort } from './admin-port.ts';
import { consoleSourcesOf } from './console-sources-of.ts';
import { createProbes } from './create-probes.ts';
import type { World } from './gateway-parts.ts';
import { metricsPage } from './metrics-page.ts';
import { observerOf } from './observer-of.ts';
import { ledgerOf, storeOf } from './open-books.ts';
import { operationsOf } from './operations-of.ts';
import { openHistory } from './open-history.ts';
import { openRollouts } from './open-rollouts.ts';
import { openServer } from './open-server.ts';

/** All that a gateway is made of. Nothing of it listens, probes or scrapes yet. */
export interface Parts {
  readonly world: World;
  readonly instruments: Instruments;
  readonly engineKeys: EngineKeys;
  readonly pools: ReplicaPools;
  readonly probes: HealthProbes;
  readonly keys: KeyDirectory;
  readonly shared: SharedLimiters | null;
  readonly gate: Gate;
  readonly metering: Metering;
  readonly ledger: OpenLedger | null;
  readonly store: StoreClient | null;
  readonly telemetry: Telemetry;
  readonly rollouts: Rollouts;
  /** Null: nobody can look at it. */
  readonly history: History | null;
  readonly lifecycle: Lifecycle;
  readonly server: ClosableServer;
  readonly admin: AdminPort;
}

/**
 * Makes the parts and shows them to each other. `world.config` is what requests work with: the file, with the splits of
 * the rollouts in it; `fileConfig` is the file alone.
 */
export async function composeParts(world: World, fileConfig: () => Config): Promise<Parts> {
  const { clock, timers, logger, databaseFile } = world;
  const { connectMs } = fileConfig().timeouts;
  const instruments = new Instruments();
  // First of all: where nothing can be booked, nothing is opened.
  const ledger = await ledgerOf(world, instruments);
  const pools = new ReplicaPools({ connectMs, ...fileConfig().pool });
  const dispatch = createDispatch(pools, clock);
  const engineKeys = new EngineKeys();
  engineKeys.learn(fileConfig());
  const headersFor = (replica: Replica): Readonly<Record<string, string>> => engineKeys.headersFor(replica);
  const fetchPage = createFetchPage({ dispatch, timers, headersFor });
  const engines = { dispatch, timers, headersFor };
  // Both are made later than rollouts are, and asked later still.
  const later = { health: (): ReplicaHealth => probes, telemetry: (): Telemetry => telemetry };
  const rollouts = openRollouts(world, { ...later, fileConfig, instruments, engines });
  const probes = createProbes(world, fetchPage, (replica, ready) => {
    fleet.probed(replica, ready);
    gate.queue.look();
  });
  const fleet = new Fleet({ ...world, health: probes, watcher: fleetReports(instruments, logger) });
  const keys = new KeyDirectory(world.config, databaseFile !== null);
  const { url: redis } = fileConfig().redis;
  const shared = redis === null ? null : sharedLimiters(redis, logger);
  const createLimiter = shared?.create;
  const gate = createGate({ ...world, fleet, instruments, health: probes, keys, createLimiter });
  const store = storeOf(world, keys, gate);
  const metering = createMetering({ ...world, instruments, fetchPage });
  const page = metricsPage(world, { instruments, metering, health: probes, fleet, gate, keys, rollouts });
  const telemetry = await startTelemetry({
    ...world,
    config: fileConfig().telemetry,
    page: () => page.render('prometheus'),
  });
  const lifecycle = new Lifecycle(timers);
  const history = openHistory(world, { fileConfig, rollouts, metering });
  const observer = observerOf(world, { metering, gate, rollouts, history, ledger, telemetry, instruments });
  const habits = new HabitsByVariant();
  const commit: GenerationPorts['commit'] = (record) => ledger?.ledger.commit(record) ?? null;
  const told = tellingArrivals(gate.fleet, (decision) => rollouts.arrived(decision));
  const ports = { ...gate, fleet: told, dispatch, health: probes, admission: lifecycle, observer, habits, commit };
  const usage: AskUsage | null = store === null ? null : (query) => askUsage(store, query);
  const server = openServer(world, ports, { page, usage });
  const around = { ...engines, fileConfig, usage, store, fetchPage, probes, fleet, gate, metering };
  const operations = operationsOf(world, around);
  const { conclusions } = metering;
  const shown = { rollouts, metering, operations };
  const sources = history === null ? null : consoleSourcesOf({ ...world, ...shown, history });
  const admin = new AdminPort({ ...world, fileConfig, rollouts, conclusions, operations, sources, clientKeys: keys });
  const booked = { ledger, store, telemetry };
  const met = { keys, shared, gate, metering, rollouts, history, lifecycle, server, admin };
  return { world, instruments, engineKeys, pools, probes, ...booked, ...met };
}
