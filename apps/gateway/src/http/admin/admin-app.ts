import { OpenAPIHono } from '@hono/zod-openapi';
import type { AdminRole } from '@slipstream/config';
import type { Context } from 'hono';
import type { Conclusions, Logger, Timers } from '../../ports.ts';
import type { Rollouts } from '../../rollout/rollouts.ts';
import { mayDo } from './admin-auth.ts';
import type { AuthenticateAdmin } from './admin-auth.ts';
import type { AdminCaller } from './admin-caller.ts';
import type { AdminEnv } from './admin-env.ts';
import { adminError } from './admin-error.ts';
import { brakeRoutes } from './brake-routes.ts';
import { conclusionsRoutes } from './conclusions-routes.ts';
import { operationsRoutes } from './operations.ts';
import type { Operations } from './operations.ts';
import { rolloutExistenceRoutes } from './rollout-existence-routes.ts';
import { rolloutRoutes } from './rollout-routes.ts';
import { smallBodies } from './small-bodies.ts';
import { watchRoute } from './watch-route.ts';

export interface AdminAppOptions {
  readonly rollouts: Rollouts;
  readonly conclusions: Conclusions;
  /** Names of those that exist now. */
  readonly models: () => readonly string[];
  readonly operations: Operations;
  readonly authenticate: AuthenticateAdmin;
  /** Who asks without a key, as somebody who is signed in to the console; null: nobody. */
  readonly signedIn?: (c: Context) => AdminCaller | null;
  readonly timers: Timers;
  readonly version: string;
  readonly logger: Logger;
}

/** Who changes nothing needs the least; the brake is let go by fewer than may pull it. */
function roleFor(method: string, path: string): AdminRole {
  if (method === 'GET' || method === 'HEAD') return 'viewer';
  return method === 'DELETE' && path === '/api/v1/brake' ? 'admin' : 'operator';
}

/** The admin API, version 1. Every path needs a key, its own description (`/api/v1/openapi.json`) too. */
export function createAdminApp(options: AdminAppOptions): OpenAPIHono<AdminEnv> {
  const { rollouts, operations, authenticate, signedIn, timers, version, logger } = options;
  const app = new OpenAPIHono<AdminEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
      return c.json(adminError('invalid', problems.join('; ')), 400);
    },
  }).basePath('/api/v1');
  app.use('*', async (c, next) => {
    const authorization = c.req.header('authorization');
    const key = authorization === undefined ? (signedIn?.(c) ?? null) : authenticate(authorization);
    if (key === null) {
      c.header('www-authenticate', 'Bearer');
      return c.json(adminError('unauthorized', 'Send a key of admin.keys as Authorization: Bearer KEY.'), 401);
    }
    const needed = roleFor(c.req.method, c.req.path);
    if (!mayDo(key, needed)) {
      return c.json(adminError('forbidden', `This needs the role ${needed}; ${key.name} is ${key.role}.`), 403);
    }
    c.set('key', key);
    return await next();
  });
  app.use('*', smallBodies);
  watchRoute(app, rollouts, timers);
  rolloutRoutes(app, rollouts.controller);
  rolloutExistenceRoutes(app, rollouts);
  brakeRoutes(app, rollouts.controller.brake);
  conclusionsRoutes(app, options.conclusions, options.models);
  operationsRoutes(app, operations);
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Slipstream admin API', version } });
  app.notFound((c) => c.json(adminError('unknown', `There is no ${c.req.method} ${c.req.path} here.`), 404));
  app.onError((thrown, c) => {
    const status = 'status' in thrown && thrown.status === 400 ? 400 : 500;
    if (status === 400) return c.json(adminError('invalid', 'The body is not JSON.'), 400);
    logger.error({ err: thrown, path: c.req.path }, 'an admin route failed');
    return c.json(adminError('internal', 'The gateway failed; its log says why.'), 500);
  });
  return app;
}
