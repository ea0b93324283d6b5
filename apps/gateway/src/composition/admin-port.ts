import type { Server } from 'node:http';
import type { Config } from '@slipstream/config';
import type { KeySource } from '../admission/keyring.ts';
import type { AdminCaller } from '../http/admin/admin-caller.ts';
import { createAuthenticateAdmin } from '../http/admin/admin-auth.ts';
import { keysWithRole } from '../http/admin/keys-with-role.ts';
import type { Operations } from '../http/admin/operations.ts';
import type { ConsoleSources } from '../http/console/console-sources.ts';
import { createAdminWithConsole } from '../http/console/with-console.ts';
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
  /** What its console shows; null where no admin port is configured. */
  readonly sources: ConsoleSources | null;
  /** Those that have a role may come in, too. */
  readonly clientKeys: KeySource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly version: string;
  readonly logger: Logger;
}

/** The port of the admin API and the console, where one is configured. */
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
    const { fileConfig, clientKeys, sources, ...parts } = this.#parts;
    const { admin, limits } = fileConfig();
    if (admin === null || sources === null) return;
    const keys = (): readonly AdminCaller[] => [
      ...(fileConfig().admin?.keys.values() ?? []),
      ...keysWithRole(clientKeys.keys, parts.clock.wallTime()),
    ];
    const authenticate = createAuthenticateAdmin(keys);
    const models = (): readonly string[] => [...fileConfig().models.keys()];
    const server = createHttpServer(createAdminWithConsole({ ...parts, sources, keys, authenticate, models }), {
      maxHeaderBytes: limits.headerBytes,
      maxHeaderCount: () => limits.headerCount,
      ...limits.slowClients,
    });
    this.#url = await listen(server, admin.listen);
    this.#server = server;
  }

  async close(): Promise<void> {
    if (this.#server !== null) await closeServer(this.#server);
    this.#server = null;
    this.#url = null;
  }
}
