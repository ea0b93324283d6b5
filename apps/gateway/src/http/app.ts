import { Hono } from 'hono';
import { asGatewayError } from '../pipeline/error-body.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { RequestIds } from '../pipeline/request-ids.ts';
import type { Logger } from '../ports.ts';
import { errorResponse, methodNotAllowed, routeNotFound } from './error-response.ts';
import { generationRoutes } from './generation-routes.ts';
import type { GatewayEnv } from './generation-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { operationRoutes } from './operation-routes.ts';
import type { MetricsPage } from './operation-routes.ts';
import { requireKey } from './require-key.ts';

export interface AppOptions {
  readonly ports: GenerationPorts;
  readonly ids: RequestIds;
  readonly metrics: MetricsPage;
  readonly logger: Logger;
}

/** Paths and the methods that each takes. There is no catch-all: what is not here never reaches an engine. */
const allowed: Readonly<Record<string, string>> = {
  '/v1/chat/completions': 'POST',
  '/v1/completions': 'POST',
  '/v1/models': 'GET',
  '/v1/models/:id{.+}': 'GET',
  '/health': 'GET',
  '/ready': 'GET',
  '/metrics': 'GET',
};

export function createApp({ ports, ids, metrics, logger }: AppOptions): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.route('/v1', generationRoutes(ports, ids));
  // Generations ask for the key themselves: a refused one is a request that is counted and logged like any other.
  app.use('/v1/*', requireKey(ports.authenticate));
  app.route('/v1', modelRoutes(ports.config, Math.floor(ports.clock.wallTime() / 1000)));
  app.route('/', operationRoutes(ports, metrics));
  for (const [path, method] of Object.entries(allowed)) {
    app.all(path, (c) => {
      const response = errorResponse(c, methodNotAllowed(c.req.method, c.req.path, method), ids);
      response.headers.set('allow', method === 'GET' ? 'GET, HEAD' : method);
      return response;
    });
  }
  app.notFound((c) => errorResponse(c, routeNotFound(c.req.method, c.req.path), ids));
  app.onError((thrown, c) => {
    const error = asGatewayError(thrown);
    if (error.code === 'internal') logger.error({ err: thrown, path: c.req.path }, 'a route failed');
    return errorResponse(c, error, ids);
  });
  return app;
}
