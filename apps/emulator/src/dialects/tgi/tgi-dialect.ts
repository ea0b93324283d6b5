import { generationFaults } from '../../faults/fault.ts';
import type { Dialect } from '../../server/dialect.ts';
import type { Headers } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import { handleInfo, handleMetrics, handleModels } from './handlers/about.ts';
import { handleChat } from './handlers/chat.ts';
import { handleInvocations, handleVertex } from './handlers/clouds.ts';
import { handleCompletions } from './handlers/completions.ts';
import { handleCompat, handleGenerate, handleGenerateStream } from './handlers/native.ts';
import { handleChatTokenize, handleTokenize } from './handlers/tokens.ts';
import type { TgiService } from './tgi-service.ts';

type Handler = (exchange: Parameters<Route['handle']>[0], tgi: TgiService) => void | Promise<void>;

/** tower-http's CORS layer, which is on every answer. Authorization is not among the allowed headers. */
const commonHeaders: Headers = {
  'access-control-allow-origin': '*',
  vary: 'origin, access-control-request-method, access-control-request-headers',
};
const preflightHeaders: Headers = {
  'access-control-allow-methods': 'GET,POST',
  'access-control-allow-headers': 'content-type',
};

/** TGI's HTTP face, of the version that `tgi.traits` says. `apiKey` is for versions that know one. */
export function createTgiDialect(tgi: TgiService, apiKey: string | null): Dialect {
  return {
    routes: tgiRoutes(tgi),
    commonHeaders,
    preflightHeaders,
    headIsGet: true,
    isAuthorized(exchange, route) {
      const wanted = `bearer ${apiKey ?? ''}`.toLowerCase();
      return apiKey === null || route?.guarded !== true || exchange.header('authorization')?.toLowerCase() === wanted;
    },
    refuse(exchange, refusal) {
      if (refusal.kind === 'unauthorized') return exchange.empty(401);
      if (refusal.kind === 'not-found') return exchange.empty(404);
      exchange.empty(405, { allow: refusal.allow });
    },
    restart: () => tgi.metrics.clear(),
  };
}

function tgiRoutes(tgi: TgiService): Route[] {
  const { routes } = tgi.traits;
  const generation = (path: string, handler: Handler, guarded = true): Route => {
    return { method: 'POST', path, guarded, faults: generationFaults, handle: (exchange) => handler(exchange, tgi) };
  };
  const open = (method: 'GET' | 'POST', path: string, handler: Handler): Route => {
    return { method, path, guarded: false, faults: [], handle: (exchange) => handler(exchange, tgi) };
  };
  const healthy: Handler = (exchange) => exchange.empty(200);
  return [
    generation('/', handleCompat),
    generation('/generate', handleGenerate),
    generation('/generate_stream', handleGenerateStream),
    generation('/v1/chat/completions', handleChat),
    generation('/v1/completions', handleCompletions),
    generation('/vertex', handleVertex),
    generation('/invocations', handleInvocations, routes.invocations.guarded),
    { ...open('POST', '/tokenize', handleTokenize), guarded: true },
    ...(routes.chatTokenize ? [open('POST', '/chat_tokenize', handleChatTokenize)] : []),
    open('GET', '/', healthy),
    open('GET', '/health', healthy),
    open('GET', '/ping', healthy),
    open('GET', '/info', handleInfo),
    { ...open('GET', '/metrics', handleMetrics), faults: ['garbled-metrics'] },
    ...(routes.models ? [open('GET', '/v1/models', handleModels)] : []),
  ];
}
