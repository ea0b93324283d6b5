import type { AdminCaller } from '../admin/admin-caller.ts';
import type { Context } from 'hono';
import { createAdminApp } from '../admin/admin-app.ts';
import type { AdminAppOptions } from '../admin/admin-app.ts';
import type { ServedApp } from '../http-server.ts';
import type { Clock } from '../../ports.ts';
import { createConsoleApp } from './console-app.ts';
import type { ConsoleSources } from './console-sources.ts';
import { ConsoleSessions } from './session/console-sessions.ts';
import { signedIn, signedInToAct } from './session/signed-in.ts';

export interface WithConsoleOptions extends Omit<AdminAppOptions, 'signedIn'> {
  readonly sources: ConsoleSources;
  /** Those that may sign in, as they are now. */
  readonly keys: () => readonly AdminCaller[];
  readonly clock: Clock;
}

/** The admin API with the console beside it, on one port: what the console does, it asks of the API, with its session for a key. */
export function createAdminWithConsole(options: WithConsoleOptions): ServedApp {
  const sessions = new ConsoleSessions(options.keys, options.clock);
  const asks = (c: Context): AdminCaller | null => {
    const isLooking = c.req.method === 'GET' || c.req.method === 'HEAD';
    return (isLooking ? signedIn(c, sessions) : signedInToAct(c, sessions))?.key ?? null;
  };
  const api = createAdminApp({ ...options, signedIn: asks });
  const shown = createConsoleApp({ ...options, sessions });
  return {
    fetch: (request, ...rest) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/') return Response.redirect(new URL('/console', request.url), 302);
      return pathname === '/console' || pathname.startsWith('/console/')
        ? shown.fetch(request, ...rest)
        : api.fetch(request, ...rest);
    },
  };
}
