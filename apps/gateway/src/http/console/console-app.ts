import { Hono } from 'hono';
import type { Clock, Logger, Timers } from '../../ports.ts';
import type { AuthenticateAdmin } from '../admin/admin-auth.ts';
import { consoleAssets } from './assets/console-assets.ts';
import { pageRoutes } from './page-routes.ts';
import type { ConsoleSources } from './console-sources.ts';
import { AuditLogs } from './page/audit-logs.ts';
import { securityHeaders } from './security-headers.ts';
import type { ConsoleSessions } from './session/console-sessions.ts';
import { signInRoutes } from './session/sign-in-routes.ts';
import { LiveFeed } from './stream/live-feed.ts';
import { streamRoute } from './stream/stream-route.ts';

export interface ConsoleParts {
  readonly sources: ConsoleSources;
  readonly sessions: ConsoleSessions;
  readonly authenticate: AuthenticateAdmin;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** The console, below `/console`: pages that are whole without script, one stream that keeps them true, and the files of both. */
export function createConsoleApp(parts: ConsoleParts): Hono {
  const { sources, sessions, authenticate, clock, logger } = parts;
  const assets = consoleAssets();
  const logs = new AuditLogs(sources.rollouts);
  const feed = new LiveFeed({ sources, logs, clock });
  const app = new Hono().basePath('/console');
  app.use('*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    if (!c.req.path.startsWith('/console/assets/')) c.header('cache-control', 'no-store');
  });
  app.get('/assets/:hash/:file', (c) => {
    const { hash, file } = c.req.param();
    const found = hash === assets.hash ? assets.files.get(file) : undefined;
    if (found === undefined) return c.text('There is no such file.', 404);
    const isGzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    return c.body(isGzip ? found.gzipped : found.body, 200, {
      'content-type': found.contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    });
  });
  streamRoute(app, { ...parts, logs, feed });
  signInRoutes(app, { sessions, authenticate, assets: assets.path });
  pageRoutes(app, { sources, sessions, feed, logs, assets: assets.path, clock });
  app.onError((thrown, c) => {
    logger.error({ err: thrown, path: c.req.path }, 'a page of the console failed');
    return c.text('The gateway failed; its log says why.', 500);
  });
  return app;
}
