import type { OpenAPIHono } from '@hono/zod-openapi';
import type { KeyDesk } from '../../admission/key-desk.ts';
import type { ReplicaDoctor } from '../../doctor/replica-doctor.ts';
import type { AskUsage } from '../usage-routes.ts';
import type { AdminEnv } from './admin-env.ts';
import { doctorRoute } from './doctor-route.ts';
import { keyRoutes } from './key-routes.ts';
import { replicaRoutes } from './replica-routes.ts';
import type { ReplicaView } from './replica-routes.ts';
import { usageRoute } from './usage-route.ts';

/** What an owner looks after besides rollouts: keys, what they have used, and the servers behind all of it. */
export interface Operations {
  readonly desk: KeyDesk;
  /** Null: nothing is booked. */
  readonly usage: AskUsage | null;
  readonly replicas: () => readonly ReplicaView[];
  readonly doctor: Pick<ReplicaDoctor, 'examine'>;
  readonly wallTime: () => number;
}

export function operationsRoutes(app: OpenAPIHono<AdminEnv>, operations: Operations): void {
  keyRoutes(app, operations.desk);
  usageRoute(app, operations.usage, operations.wallTime);
  replicaRoutes(app, operations.replicas);
  doctorRoute(app, operations.doctor);
}
