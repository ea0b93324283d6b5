import type { Config } from '@slipstream/config';
import { createAdminApp } from './http/admin/admin-app.ts';
import { createAuthenticateAdmin } from './http/admin/admin-auth.ts';
import { createHttpServer } from './http/http-server.ts';
import { closeServer, listen } from './listen.ts';
import type { Logger, Timers } from './ports.ts';
import type { Rollouts } from './rollout/rollouts.ts';

export interface AdminParts {
  /** As the file has it: keys follow a reload, the address does not. */
  readonly fileConfig: () => Config;
  readonly rollouts: Rollouts;
  readonly timers: Timers;
  readonly version: string;
  readonly logger: Logger;
}

export interface OpenAdmin {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the port of the admin API, where one is configured. Rejects with the system's error where it cannot be had. */
export async function openAdmin({ fileConfig, ...parts }: AdminParts): Promise<OpenAdmin | null> {
  const { admin, limits } = fileConfig();
  if (admin === null) return null;
  const authenticate = createAuthenticateAdmin(() => fileConfig().admin?.keys ?? new Map());
  const server = createHttpServer(createAdminApp({ ...parts, authenticate }), {
    maxHeaderBytes: limits.headerBytes,
    maxHeaderCount: () => limits.headerCount,
    ...limits.slowClients,
  });
  const url = await listen(server, admin.listen);
  return { url, close: async () => await closeServer(server) };
}
