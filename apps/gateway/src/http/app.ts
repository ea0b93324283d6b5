import { Hono } from 'hono';
import { asGatewayError } from '../pipeline/error-body.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { RequestIds } from '../pipeline/request-ids.ts';
import type { Logger } from '../ports.ts';
import { errorResponse, methodNotAllowed, routeNotFound } from './error-response.ts';
import { generationPosts, generationRoutes } from './generation-routes.ts';
import type { GatewayEnv } from './generation-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { operationRoutes } from './operation-routes.ts';
import type { MetricsPage } from './operation-routes.ts';
import { keyOf } from './key-of.ts';
import type { ServedApp } from './server/serve-app.ts';
import { usageRoutes } from './usage-routes.ts';
import type { AskUsage } from './usage-routes.ts';

export interface AppOptions {
  readonly ports: GenerationPorts;
  readonly ids: RequestIds;
  readonly metrics: MetricsPage;
  /** Null: nothing is booked. */
  readonly usage: AskUsage | null;
  readonly logger: Logger;
}

/** Paths and the methods that each takes. There is no catch-all: what is not here never reaches an engine. */
const allowed: Readonly<Record<string, string>> = {
  '/v1/chat/completions': 'POST',
  '/v1/completions': 'POST',
  '/v1/models': 'GET',
  '/v1/usage': 'GET',
  '/health': 'GET',
  '/ready': 'GET',
  '/metrics': 'GET',
};

function methodOf(path: string): string | null {
  return path.startsWith('/v1/models/') && path !== '/v1/models/' ? 'GET' : (allowed[path] ?? null);
}

export function createApp({ ports, ids, metrics, usage, logger }: AppOptions): ServedApp {
  const posts = generationPosts(ports, ids);
  const app = new Hono<GatewayEnv>();
  app.route('/', generationRoutes(posts));
  // Generations ask for the key themselves: a refused one is a request that is counted and logged like any other.
  app.route('/v1', modelRoutes(ports.config, Math.floor(ports.clock.wallTime() / 1000), ports.authenticate));
  app.route('/v1', usageRoutes(usage, ports));
  app.route('/', operationRoutes(ports, metrics));
  // Wrong methods come here, too: a second route on the path of a generation would put Hono's middleware under each.
  app.notFound((c) => {
    if (/^\/v1(\/|$)/.test(c.req.path)) keyOf(c, ports.authenticate);
    const method = methodOf(c.req.path);
    if (method === null) return errorResponse(c, routeNotFound(c.req.method, c.req.path), ids);
    const response = errorResponse(c, methodNotAllowed(c.req.method, c.req.path, method), ids);
    response.headers.set('allow', method === 'GET' ? 'GET, HEAD' : method);
    return response;
  });
  app.onError((thrown, c) => {
    const error = asGatewayError(thrown);
    if (error.code === 'internal') logger.error({ err: thrown, path: c.req.path }, 'a route failed');
    return errorResponse(c, error, ids);
  });
  return { posts, fetch: app.fetch };
}
