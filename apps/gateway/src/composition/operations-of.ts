import type { Config, Replica } from '@slipstream/config';
import type { Gate } from '../admission/gate.ts';
import { KeyDesk } from '../admission/key-desk.ts';
import { ReplicaDoctor } from '../doctor/replica-doctor.ts';
import type { Fleet } from '../health/fleet.ts';
import type { Operations } from '../http/admin/operations.ts';
import type { AskUsage } from '../http/usage-routes.ts';
import type { Metering } from '../metering/metering.ts';
import type { Dispatch, FetchPage } from '../ports.ts';
import type { StoreClient } from '../store/service/store-client.ts';
import type { HealthProbes } from '../upstream/health-probes.ts';
import type { World } from './gateway-parts.ts';
import { replicaViews } from './replica-views.ts';

export interface OperationsSources {
  readonly fileConfig: () => Config;
  readonly usage: AskUsage | null;
  readonly store: StoreClient | null;
  readonly dispatch: Dispatch;
  readonly headersFor: (replica: Replica) => Readonly<Record<string, string>>;
  readonly fetchPage: FetchPage;
  readonly probes: HealthProbes;
  readonly fleet: Fleet;
  readonly gate: Gate;
  readonly metering: Metering;
}

/** What an owner looks after besides rollouts: keys, what they have used, and the servers behind all of it. */
export function operationsOf(world: World, sources: OperationsSources): Operations {
  const { store, usage, fileConfig, gate } = sources;
  return {
    desk: new KeyDesk(store, fileConfig),
    usage,
    replicas: () => replicaViews({ ...world, ...sources, queue: gate.queue }),
    doctor: new ReplicaDoctor({ ...world, ...sources }),
    wallTime: () => world.clock.wallTime(),
  };
}
