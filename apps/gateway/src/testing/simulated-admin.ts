import { createHash } from 'node:crypto';
import type { AdminKey, AdminRole, Config } from '@slipstream/config';
import { closeServer, listen } from '../listen.ts';
import { LiveConclusions } from '../metering/conclusions/live-conclusions.ts';
import { testConfig } from '../metering/testing/test-config.ts';
import { FailingTable } from '../rollout/testing/failing-table.ts';
import { SimulatedGateway } from '../rollout/testing/simulated-gateway.ts';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { createHttpServer } from '../http/http-server.ts';
import { createAdminApp } from '../http/admin/admin-app.ts';
import { createAuthenticateAdmin } from '../http/admin/admin-auth.ts';
import type { AdminCaller } from '../http/admin/admin-caller.ts';
import type { Operations } from '../http/admin/operations.ts';
import { noOperations } from './no-operations.ts';

const roles: readonly AdminRole[] = ['viewer', 'operator', 'admin'];

/** Of the key whose name is that of its role. */
export const secretOf = (role: string): string => `sk-the-secret-of-${role}`;

const keys = roles.map((role): AdminKey => {
  const secretHash = createHash('sha256').update(secretOf(role)).digest('hex');
  return { name: role, secretHash, role };
});

export interface SimulatedAdmin extends AsyncDisposable {
  /** `http://HOST:PORT` */
  readonly url: string;
  readonly gateway: SimulatedGateway;
  readonly table: FailingTable;
  /** Whose models conclusions are of. */
  readonly config: Config;
  /** Nothing is settled in it yet. */
  readonly conclusions: LiveConclusions;
}

export interface SimulatedAdminOptions {
  /** Besides those of the roles. */
  readonly callers?: () => readonly AdminCaller[];
  /** In place of nothing: no keys, no ledger, no replicas. */
  readonly operations?: Partial<Operations>;
}

/** The admin API on a free port, in front of a simulated gateway with the rollout `live`. */
export async function startSimulatedAdmin(options: SimulatedAdminOptions = {}): Promise<SimulatedAdmin> {
  const { callers = () => [], operations = {} } = options;
  const table = new FailingTable(new SqliteRollouts(':memory:'));
  const gateway = new SimulatedGateway({ table, random: seededRandom(3) });
  await gateway.look();
  const config = testConfig();
  const conclusions = new LiveConclusions(() => config, { wallTime: () => Date.UTC(2027, 0, 1) });
  const app = createAdminApp({
    rollouts: gateway.rollouts,
    conclusions,
    models: () => [...config.models.keys()],
    operations: { ...noOperations, ...operations },
    authenticate: createAuthenticateAdmin(() => [...keys, ...callers()]),
    timers: gateway.time,
    version: '0.0.0',
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const server = createHttpServer(app, {
    maxHeaderBytes: 16_384,
    maxHeaderCount: () => 100,
    headMs: 1000,
    bodyMs: 1000,
  });
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  return { url, gateway, table, config, conclusions, [Symbol.asyncDispose]: async () => await closeServer(server) };
}
