import { Hono } from 'hono';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { GenerationRoute } from '../pipeline/generation-request.ts';
import { handleGeneration } from '../pipeline/handle-generation.ts';
import { headerNames } from '../pipeline/header-names.ts';
import type { RequestIds } from '../pipeline/request-ids.ts';
import { readBody } from './read-body.ts';
import type { ExchangeBindings, ServedApp } from './server/serve-app.ts';
import type { ServerExchange } from './server/server-exchange.ts';

export interface GatewayEnv {
  Bindings: ExchangeBindings;
}

/** The two generating paths. They work on the server's own exchange: web streams cost a factor of seven. */
export function generationPosts(ports: GenerationPorts, ids: RequestIds): ServedApp['posts'] {
  return new Map([
    ['/v1/chat/completions', generation('chat', ports, ids)],
    ['/v1/completions', generation('completions', ports, ids)],
  ]);
}

/** The same as routes: for whoever writes their paths in another way (`/v1/./completions`, with a query). */
export function generationRoutes(posts: ServedApp['posts']): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  for (const [path, post] of posts) {
    app.post(path, async (c) => {
      await post(c.env.exchange);
      return new Response(null);
    });
  }
  return app;
}

function generation(
  route: GenerationRoute,
  ports: GenerationPorts,
  ids: RequestIds,
): (exchange: ServerExchange) => Promise<void> {
  return async (exchange) => {
    const { headers } = exchange.head;
    await handleGeneration(ports, {
      route,
      requestId: ids.next(headers[headerNames.requestId]),
      headers,
      remoteAddress: exchange.remoteAddress,
      readBody: ({ bodyBytes, slowClients }) =>
        readBody(exchange, { limitBytes: bodyBytes, limitMs: slowClients.bodyMs, timers: ports.timers }),
      channel: exchange,
    });
  };
}
