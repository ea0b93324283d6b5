import { pageWithFaults } from '../../faults/garbled-page.ts';
import type { Route } from '../../server/route.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { handleGeneration } from '../openai/serve/handle-generation.ts';
import { openAiRoutes } from '../openai/serve/openai-routes.ts';
import type { VllmMetrics } from './vllm-metrics.ts';
import type { VllmSettings } from './vllm-settings.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** The routes of vLLM that a gateway may come to ask. */
export function vllmRoutes(server: OpenAiServer, settings: VllmSettings, metrics: VllmMetrics): Route[] {
  const { generation, json, page, plain } = openAiRoutes;
  /** `--enable-server-load-tracking`: answers that are being made. */
  let serving = 0;
  const generate = (kind: 'chat' | 'completion'): Route['handle'] => {
    return (exchange) => {
      if (settings.loadTracking) {
        serving += 1;
        exchange.onClosed(() => (serving -= 1));
      }
      return handleGeneration(exchange, server, kind);
    };
  };
  return [
    generation('/v1/chat/completions', generate('chat')),
    generation('/v1/completions', generate('completion')),
    json('/v1/models', () => ({ object: 'list', data: [modelCard(server)] })),
    plain('GET', '/health', (exchange) => exchange.empty(200)),
    plain('GET', '/ping', (exchange) => exchange.empty(200)),
    plain('POST', '/ping', (exchange) => exchange.empty(200)),
    json('/version', () => ({ version: settings.traits.version })),
    json('/load', () => ({ server_load: serving })),
    page('/metrics', (exchange) =>
      exchange.respond(200, TEXT, pageWithFaults(metrics.page(server.engine), exchange.faults)),
    ),
  ];
}

function modelCard({ modelId, maxModelLen, unixSeconds }: OpenAiServer): object {
  const card = { id: modelId, object: 'model', created: unixSeconds(), owned_by: 'vllm', root: modelId, parent: null };
  return { ...card, max_model_len: maxModelLen, permission: [] };
}
