import { pageWithFaults } from '../../faults/garbled-page.ts';
import type { Route } from '../../server/route.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { handleGeneration } from '../openai/serve/handle-generation.ts';
import { answerHealthGenerate } from '../openai/serve/health-generate.ts';
import { openAiRoutes } from '../openai/serve/openai-routes.ts';
import type { TrtllmMetrics } from './trtllm-metrics.ts';
import type { TrtllmSettings } from './trtllm-settings.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** The routes of `openai_server.py` that a gateway may come to ask. */
export function trtllmRoutes(server: OpenAiServer, settings: TrtllmSettings, metrics: TrtllmMetrics): Route[] {
  const { generation, json, page, plain } = openAiRoutes;
  const card = { id: server.modelId, object: 'model', owned_by: 'tensorrt_llm' };
  const prometheus = page('/prometheus/metrics', (exchange) =>
    exchange.respond(200, TEXT, pageWithFaults(metrics.page(), exchange.faults)),
  );
  return [
    generation('/v1/chat/completions', (exchange) => handleGeneration(exchange, server, 'chat')),
    generation('/v1/completions', (exchange) => handleGeneration(exchange, server, 'completion')),
    json('/v1/models', () => ({ object: 'list', data: [{ ...card, created: server.unixSeconds() }] })),
    plain('GET', '/health', (exchange) => exchange.empty(200)),
    plain('GET', '/health_generate', (exchange) =>
      answerHealthGenerate(exchange, server, 'Generation health check OK'),
    ),
    json('/version', () => ({ version: settings.traits.version })),
    json('/server_info', () => ({ disaggregated_params: {} })),
    json('/perf_metrics', () => metrics.takePerf()),
    plain('POST', '/kv_cache_events', (exchange) => exchange.json(200, '[]')),
    // JSON, and each iteration is told once.
    json('/metrics', () => (settings.iterationStats ? metrics.iterations.take() : [])),
    ...(settings.perfMetrics ? [prometheus] : []),
  ];
}
