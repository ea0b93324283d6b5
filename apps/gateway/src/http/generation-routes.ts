import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Handler } from 'hono';
import type { UpstreamHeaders } from '../ports.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { GenerationRoute } from '../pipeline/generation-request.ts';
import { handleGeneration } from '../pipeline/handle-generation.ts';
import { headerNames } from '../pipeline/header-names.ts';
import type { RequestIds } from '../pipeline/request-ids.ts';
import { readBody } from './read-body.ts';

export interface GatewayEnv {
  Bindings: HttpBindings;
}

/** The two generating routes. They work on Node's own request and response: web streams cost a factor of seven. */
export function generationRoutes(ports: GenerationPorts, ids: RequestIds): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>()
    .post('/chat/completions', generation('chat', ports, ids))
    .post('/completions', generation('completions', ports, ids));
}

function generation(route: GenerationRoute, ports: GenerationPorts, ids: RequestIds): Handler<GatewayEnv> {
  return async function handleGenerationRoute(c) {
    const { incoming, outgoing } = c.env;
    const headers = flatHeaders(incoming.headers);
    await handleGeneration(ports, {
      route,
      requestId: ids.next(headers[headerNames.requestId]),
      headers,
      remoteAddress: incoming.socket.remoteAddress,
      readBody: ({ bodyBytes, slowClients }) =>
        readBody(incoming, outgoing, { limitBytes: bodyBytes, limitMs: slowClients.bodyMs, timers: ports.timers }),
      response: outgoing,
    });
    return RESPONSE_ALREADY_SENT;
  };
}

function flatHeaders(headers: HttpBindings['incoming']['headers']): UpstreamHeaders {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
