import { pageWithFaults } from '../../faults/garbled-page.ts';
import type { Exchange } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { handleGeneration } from '../openai/serve/handle-generation.ts';
import { answerHealthGenerate } from '../openai/serve/health-generate.ts';
import { openAiRoutes } from '../openai/serve/openai-routes.ts';
import { loadsPage, sglangLoads } from './sglang-loads.ts';
import type { SglangMetrics } from './sglang-metrics.ts';
import type { SglangSettings } from './sglang-settings.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** The routes of `http_server.py` that a gateway may come to ask. */
export function sglangRoutes(
  server: OpenAiServer,
  settings: SglangSettings,
  metrics: SglangMetrics,
  weights: DraftWeights,
): Route[] {
  const { generation, json, page, plain } = openAiRoutes;
  // An update of the weights gives the server another name.
  const modelId = (): string => weights.loaded ?? server.modelId;
  const modelInfo = (): unknown => ({
    model_path: modelId(),
    tokenizer_path: server.modelId,
    is_generation: true,
    preferred_sampling_params: null,
    weight_version: weights.version,
  });
  const serverInfo = (): unknown => serverInfoOf(server, modelId(), settings, metrics);
  const metricsPage = page('/metrics', (exchange) =>
    exchange.respond(200, TEXT, pageWithFaults(metrics.page(), exchange.faults)),
  );
  return [
    generation('/v1/chat/completions', (exchange) => handleGeneration(exchange, server, 'chat')),
    generation('/v1/completions', (exchange) => handleGeneration(exchange, server, 'completion')),
    json('/v1/models', () => ({ object: 'list', data: [modelCard(server, modelId())] })),
    plain('GET', '/v1/models/*', (exchange) => answerModel(exchange, server, modelId())),
    plain('GET', '/v1/loads', (exchange) => answerLoads(exchange, server, settings, metrics)),
    plain('GET', '/health', (exchange) => exchange.empty(200)),
    plain('GET', '/health_generate', (exchange) => answerHealthGenerate(exchange, server, '')),
    json('/model_info', modelInfo),
    json('/get_model_info', modelInfo),
    json('/server_info', serverInfo),
    json('/get_server_info', serverInfo),
    ...(settings.metrics ? [metricsPage] : []),
  ];
}

function modelCard({ maxModelLen, unixSeconds }: OpenAiServer, modelId: string): object {
  const card = {
    id: modelId,
    object: 'model',
    created: unixSeconds(),
    owned_by: 'sglang',
    root: modelId,
    parent: null,
  };
  return { ...card, max_model_len: maxModelLen };
}

function answerModel(exchange: Exchange, server: OpenAiServer, modelId: string): void {
  const name = decodeURIComponent(exchange.path.slice('/v1/models/'.length));
  if (name === modelId) return exchange.json(200, JSON.stringify(modelCard(server, modelId)));
  const message = `The model '${name}' does not exist`;
  const error = { message, type: 'invalid_request_error', param: 'model', code: 'model_not_found' };
  exchange.json(404, JSON.stringify({ error }));
}

function answerLoads(exchange: Exchange, server: OpenAiServer, settings: SglangSettings, metrics: SglangMetrics): void {
  const loads = sglangLoads(server.engine, metrics, settings, exchange.query);
  if (loads === null)
    return exchange.json(400, JSON.stringify({ detail: `dp_rank ${exchange.query.get('dp_rank')} is out of range` }));
  if (exchange.query.get('format') === 'prometheus') return exchange.respond(200, TEXT, loadsPage(loads));
  const timestamp = new Date(server.unixSeconds() * 1000).toISOString();
  const whole = { timestamp, version: settings.traits.version, accelerator: null, num_accelerators: 1, loads };
  exchange.json(200, JSON.stringify(whole));
}

function serverInfoOf(server: OpenAiServer, modelId: string, settings: SglangSettings, metrics: SglangMetrics): object {
  const speculates = settings.algorithm !== null;
  return {
    model_path: modelId,
    served_model_name: modelId,
    context_length: server.maxModelLen,
    enable_metrics: settings.metrics,
    enable_cache_report: settings.cacheReport,
    dp_size: settings.ranks,
    decode_log_interval: settings.decodeLogInterval,
    max_running_requests: settings.maxRunning,
    speculative_algorithm: settings.algorithm,
    speculative_num_steps: speculates ? settings.draftTokens : null,
    speculative_eagle_topk: speculates ? 1 : null,
    speculative_num_draft_tokens: speculates ? settings.draftTokens + 1 : null,
    internal_states: metrics.schedulers.map(({ stats, lifetimeAcceptLength }) => ({
      last_gen_throughput: stats?.throughput ?? 0,
      ...(speculates ? { avg_spec_accept_length: lifetimeAcceptLength } : {}),
    })),
    version: settings.traits.version,
  };
}
