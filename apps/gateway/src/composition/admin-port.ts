import type { Server } from 'node:http';
import type { Config } from '@slipstream/config';
import type { KeySource } from '../admission/keyring.ts';
import { createAdminApp } from '../http/admin/admin-app.ts';
import { createAuthenticateAdmin } from '../http/admin/admin-auth.ts';
import { keysWithRole } from '../http/admin/keys-with-role.ts';
import type { Operations } from '../http/admin/operations.ts';
import { createHttpServer } from '../http/http-server.ts';
import { closeServer, listen } from '../listen.ts';
import type { Clock, Conclusions, Logger, Timers } from '../ports.ts';
import type { Rollouts } from '../rollout/rollouts.ts';

export interface AdminParts {
  /** As the file has it: keys follow a reload, the address does not. */
  readonly fileConfig: () => Config;
  readonly rollouts: Rollouts;
  readonly conclusions: Conclusions;
  readonly operations: Operations;
  /** Those that have a role may come in, too. */
  readonly clientKeys: KeySource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly version: string;
  readonly logger: Logger;
}

/** The port of the admin API, where one is configured. */
export class AdminPort {
  readonly #parts: AdminParts;
  #server: Server | null = null;
  #url: string | null = null;

  constructor(parts: AdminParts) {
    this.#parts = parts;
  }

  /** `http://HOST:PORT`; null while it is closed. */
  get url(): string | null {
    return this.#url;
  }

  /** Rejects with the system's error where the address cannot be had. */
  async open(): Promise<void> {
    const { fileConfig, clientKeys, clock, ...parts } = this.#parts;
    const { admin, limits } = fileConfig();
    if (admin === null) return;
    const authenticate = createAuthenticateAdmin(() => [
      ...(fileConfig().admin?.keys.values() ?? []),
      ...keysWithRole(clientKeys.keys, clock.wallTime()),
    ]);
    const server = createHttpServer(
      createAdminApp({ ...parts, authenticate, models: () => [...fileConfig().models.keys()] }),
      {
        maxHeaderBytes: limits.headerBytes,
        maxHeaderCount: () => limits.headerCount,
        ...limits.slowClients,
      },
    );
    this.#url = await listen(server, admin.listen);
    this.#server = server;
  }

  async close(): Promise<void> {
    if (this.#server !== null) await closeServer(this.#server);
    this.#server = null;
    this.#url = null;
  }
}
