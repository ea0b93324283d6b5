import { generationFaults } from '../../faults/fault.ts';
import type { Dialect } from '../../server/dialect.ts';
import type { Exchange } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import { sendServerError } from './llama-error.ts';
import type { LlamaServer } from './llamacpp-server.ts';
import {
  handleHealth,
  handleMetrics,
  handleModels,
  handleProps,
  handleSlots,
  handleStopStream,
} from './serve/about.ts';
import { handleGeneration } from './serve/handle-generation.ts';

/** llama-server's HTTP face (cpp-httplib). A key, where one is set, is asked for on all but the public paths: on `/metrics` too. */
export function createLlamaDialect(server: LlamaServer, apiKey: string | null): Dialect {
  return {
    routes: routesOf(server),
    commonHeaders: { server: 'llama.cpp', 'access-control-allow-origin': '' },
    preflightHeaders: {
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': '*',
    },
    headIsGet: false,
    isAuthorized: (exchange, route) => apiKey === null || route?.guarded === false || hasKey(exchange, apiKey),
    refuse(exchange, { kind }) {
      if (kind === 'unauthorized') {
        return sendServerError(exchange, { type: 'authentication_error', message: 'Invalid API Key' });
      }
      // cpp-httplib knows no 405.
      sendServerError(exchange, { type: 'not_found_error', message: 'File Not Found' });
    },
    restart: () => crash(server),
  };
}

/** The process dies: what ran stops, for conversations too, and counters are at zero. */
function crash({ runs, conversations, metrics }: LlamaServer): void {
  for (const run of runs) run.abort();
  conversations.clear();
  metrics.restart();
}

/** With or without `Bearer ` before it; the other header counts only where this one is absent. */
function hasKey(exchange: Exchange, key: string): boolean {
  const given = exchange.header('authorization') ?? exchange.header('x-api-key') ?? '';
  return (given.startsWith('Bearer ') ? given.slice('Bearer '.length) : given) === key;
}

function routesOf(server: LlamaServer): Route[] {
  type Handler = (exchange: Exchange, server: LlamaServer) => void;
  const get = (path: string, handler: Handler, guarded = true): Route => {
    return { method: 'GET', path, guarded, faults: [], handle: (exchange) => handler(exchange, server) };
  };
  const generation = (path: string, kind: 'chat' | 'completion'): Route => ({
    method: 'POST',
    path,
    guarded: true,
    faults: generationFaults,
    handle: (exchange) => handleGeneration(exchange, server, kind),
  });
  return [
    generation('/v1/chat/completions', 'chat'),
    generation('/chat/completions', 'chat'),
    generation('/v1/completions', 'completion'),
    get('/health', handleHealth, false),
    get('/v1/health', handleHealth, false),
    get('/models', handleModels, false),
    get('/v1/models', handleModels, false),
    get('/props', handleProps),
    get('/slots', handleSlots),
    { ...get('/metrics', handleMetrics), faults: ['garbled-metrics'] },
    { ...get('/v1/stream', handleStopStream), method: 'DELETE' },
  ];
}
