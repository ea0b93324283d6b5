import { DEFAULT_DRAFT_TOKENS } from '../../engine/calibration.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import { pageWithFaults } from '../../faults/garbled-page.ts';
import type { Route } from '../../server/route.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { baseModels } from '../model/base-model.ts';
import { targetIdentity } from '../model/model-identity.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { PrefixCache } from '../openai/run/prefix-cache.ts';
import { createFastApiDialect, generationRoute, pageRoute, plainRoute } from '../openai/serve/fastapi-dialect.ts';
import { handleGeneration } from '../openai/serve/handle-generation.ts';
import { answerHealthGenerate } from '../openai/serve/health-generate.ts';
import { TrtllmMetrics } from './trtllm-metrics.ts';
import { trtllmFlags, type TrtllmSettings, trtllmSettings } from './trtllm-settings.ts';
import { trtllmTraits } from './trtllm-traits.ts';
import { TrtllmWire } from './trtllm-wire.ts';

/** TensorRT-LLM, `trtllm-serve` (PyTorch backend). */
export const trtllmFace: EngineFace = {
  name: 'trtllm',
  versions: Object.keys(trtllmTraits),
  usual: 'trtllm-1.4',
  flags: () => trtllmFlags,
  refuse: ({ apiKey }) => (apiKey === null ? null : '--api-key: trtllm-serve knows no API key'),
  launch(launch) {
    const { options, host } = launch;
    const settings = settingsOf(launch);
    const metrics: TrtllmMetrics = new TrtllmMetrics({
      settings,
      modelId: targetIdentity(options).modelId,
      unixSeconds: () => host.unixMs() / 1000,
      engine: () => engine,
    });
    const engine: RankedEngine = launch.makeEngine({
      ranks: 1,
      limits: { waitingServedRatio: 0, maxBatchPrefillTokens: 8192, maxBatchSize: settings.maxBatch },
      ngram: 'on-match',
      mostHeadRows: Infinity,
      observer: () => metrics.observer(),
    });
    const server = createServer(launch, settings, metrics, engine);
    const dialect = createFastApiDialect({
      routes: routesOf(server, settings, metrics),
      preflightHeaders: null,
      isAuthorized: () => true,
      unauthorizedJson: '',
      restart: () => {
        metrics.restart();
        server.prefixCache?.clear();
      },
    });
    return { engine, dialect };
  },
};

function settingsOf({ options, flags }: Launch): TrtllmSettings {
  const traits = trtllmTraits[options.engine];
  if (traits === undefined) throw new RangeError(`${options.engine} is no version of TensorRT-LLM`);
  const draftTokens =
    options.speculator === 'none' ? 0 : (options.speculate ?? DEFAULT_DRAFT_TOKENS[options.speculator]);
  return trtllmSettings(traits, flags, draftTokens);
}

function createServer(
  { options, host, random }: Launch,
  settings: TrtllmSettings,
  metrics: TrtllmMetrics,
  engine: RankedEngine,
): OpenAiServer {
  const { modelId, base } = targetIdentity(options);
  return {
    wire: new TrtllmWire(settings, options.maxTotalTokens),
    books: metrics,
    engine,
    clock: host.machineClock,
    timers: host.realClock,
    modelId,
    base: baseModels[base],
    maxModelLen: options.maxTotalTokens,
    prefixCache: settings.blockReuse ? new PrefixCache(32) : null,
    reasoningTokens: settings.reasoningTokens,
    // Each response of the executor is one event, however late it is read.
    mergesOutputs: false,
    frontendLag: 0,
    random,
    unixSeconds: () => Math.floor(host.unixMs() / 1000),
  };
}

function routesOf(server: OpenAiServer, settings: TrtllmSettings, metrics: TrtllmMetrics): Route[] {
  const json = (value: () => unknown): Route['handle'] => {
    return (exchange) => exchange.json(200, JSON.stringify(value()));
  };
  const card = { id: server.modelId, object: 'model', owned_by: 'tensorrt_llm' };
  return [
    generationRoute('/v1/chat/completions', (exchange) => handleGeneration(exchange, server, 'chat')),
    generationRoute('/v1/completions', (exchange) => handleGeneration(exchange, server, 'completion')),
    plainRoute(
      'GET',
      '/v1/models',
      json(() => ({ object: 'list', data: [{ ...card, created: server.unixSeconds() }] })),
    ),
    plainRoute('GET', '/health', (exchange) => exchange.empty(200)),
    plainRoute('GET', '/health_generate', (exchange) =>
      answerHealthGenerate(exchange, server, 'Generation health check OK'),
    ),
    plainRoute(
      'GET',
      '/version',
      json(() => ({ version: settings.traits.version })),
    ),
    plainRoute(
      'GET',
      '/server_info',
      json(() => ({ disaggregated_params: {} })),
    ),
    plainRoute(
      'GET',
      '/perf_metrics',
      json(() => metrics.takePerf()),
    ),
    plainRoute(
      'POST',
      '/kv_cache_events',
      json(() => []),
    ),
    // JSON, and each iteration is told once.
    plainRoute(
      'GET',
      '/metrics',
      json(() => (settings.iterationStats ? metrics.iterations.take() : [])),
    ),
    ...(settings.perfMetrics
      ? [
          pageRoute('/prometheus/metrics', (exchange) => {
            const page = pageWithFaults(metrics.page(), exchange.faults);
            exchange.respond(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, page);
          }),
        ]
      : []),
  ];
}
