import { DEFAULT_DRAFT_TOKENS } from '../../engine/calibration.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import { pageWithFaults } from '../../faults/garbled-page.ts';
import { type Dialect, hasBearer } from '../../server/dialect.ts';
import type { Route } from '../../server/route.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { baseModels } from '../model/base-model.ts';
import { targetIdentity } from '../model/model-identity.ts';
import { DraftWeights } from '../openai/draft-weights.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { PrefixCache } from '../openai/run/prefix-cache.ts';
import { createFastApiDialect, generationRoute, pageRoute, plainRoute } from '../openai/serve/fastapi-dialect.ts';
import { handleGeneration } from '../openai/serve/handle-generation.ts';
import { randomHex } from '../openai/serve/random-hex.ts';
import { vllmFlags } from './vllm-flags.ts';
import { VllmMetrics } from './vllm-metrics.ts';
import { type VllmSettings, vllmSettings } from './vllm-settings.ts';
import { type VllmTraits, vllmTraits } from './vllm-traits.ts';
import { vllmWeightRoutes } from './vllm-weight-routes.ts';
import { VllmWire } from './vllm-wire.ts';

/** Only below these a key is asked for: metrics, health and load are open. */
const GUARDED = ['/v1', '/v2', '/inference', '/cohere'];

/** vLLM (V1), `vllm serve`. */
export const vllmFace: EngineFace = {
  name: 'vllm',
  versions: Object.keys(vllmTraits),
  usual: 'vllm-0.32',
  flags: (version) => vllmFlags(traitsOf(version)),
  refuse: () => null,
  launch(launch) {
    const { options, host } = launch;
    const draftTokens =
      options.speculator === 'none' ? 0 : (options.speculate ?? DEFAULT_DRAFT_TOKENS[options.speculator]);
    const settings = vllmSettings(traitsOf(options.engine), launch.flags, draftTokens);
    const unixSeconds = (): number => host.unixMs() / 1000;
    const metrics = new VllmMetrics(settings, targetIdentity(options).modelId, unixSeconds);
    const engine = launch.makeEngine({
      ranks: settings.ranks,
      // Newcomers join at the next step, whatever runs.
      limits: { waitingServedRatio: 0, maxBatchPrefillTokens: 8192, maxBatchSize: settings.maxSeqs },
      ngram: 'on-match',
      mostHeadRows: Infinity,
      observer: (rank) => metrics.observer(rank),
    });
    return { engine, dialect: createDialect(launch, settings, metrics, engine) };
  },
};

function traitsOf(version: string): VllmTraits {
  const traits = vllmTraits[version];
  if (traits === undefined) throw new RangeError(`${version} is no version of vLLM`);
  return traits;
}

function createDialect(launch: Launch, settings: VllmSettings, metrics: VllmMetrics, engine: RankedEngine): Dialect {
  const { options } = launch;
  const server = createServer(launch, settings, metrics, engine);
  const weights = new DraftWeights(options.draftWeights, options.draftQuality, engine);
  let serving = 0;
  return createFastApiDialect({
    routes: [
      ...routesOf(
        server,
        settings,
        metrics,
        () => serving,
        (change) => (serving += change),
      ),
      ...(settings.devMode ? vllmWeightRoutes(weights) : []),
    ],
    preflightHeaders: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
    },
    isAuthorized: (exchange) =>
      options.apiKey === null ||
      !GUARDED.some((prefix) => exchange.path.startsWith(prefix)) ||
      hasBearer(exchange, options.apiKey),
    // A string, not an object.
    unauthorizedJson: '{"error":"Unauthorized"}',
    restart: () => {
      metrics.restart();
      weights.restart();
      server.prefixCache?.clear();
    },
  });
}

function createServer(
  { options, host, random }: Launch,
  settings: VllmSettings,
  metrics: VllmMetrics,
  engine: RankedEngine,
): OpenAiServer {
  const { modelId, base } = targetIdentity(options);
  return {
    wire: new VllmWire({
      settings,
      modelId,
      maxModelLen: options.maxTotalTokens,
      engine: () => engine,
      hex: () => randomHex(random),
    }),
    books: metrics,
    engine,
    clock: host.machineClock,
    timers: host.realClock,
    modelId,
    base: baseModels[base],
    maxModelLen: options.maxTotalTokens,
    prefixCache: settings.prefixCaching ? new PrefixCache(16) : null,
    reasoningTokens: settings.reasoningTokens,
    mergesOutputs: true,
    frontendLag: options.frontendLag,
    random,
    unixSeconds: () => Math.floor(host.unixMs() / 1000),
  };
}

function routesOf(
  server: OpenAiServer,
  settings: VllmSettings,
  metrics: VllmMetrics,
  serving: () => number,
  count: (change: number) => void,
): Route[] {
  const generate = (kind: 'chat' | 'completion'): Route['handle'] => {
    return (exchange) => {
      if (settings.loadTracking) {
        count(1);
        exchange.onClosed(() => count(-1));
      }
      return handleGeneration(exchange, server, kind);
    };
  };
  return [
    generationRoute('/v1/chat/completions', generate('chat')),
    generationRoute('/v1/completions', generate('completion')),
    plainRoute('GET', '/v1/models', (exchange) => exchange.json(200, JSON.stringify(modelList(server)))),
    plainRoute('GET', '/health', (exchange) => exchange.empty(200)),
    plainRoute('GET', '/ping', (exchange) => exchange.empty(200)),
    plainRoute('POST', '/ping', (exchange) => exchange.empty(200)),
    plainRoute('GET', '/version', (exchange) =>
      exchange.json(200, JSON.stringify({ version: settings.traits.version })),
    ),
    plainRoute('GET', '/load', (exchange) => exchange.json(200, JSON.stringify({ server_load: serving() }))),
    pageRoute('/metrics', (exchange) => {
      const page = pageWithFaults(metrics.page(server.engine), exchange.faults);
      exchange.respond(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, page);
    }),
  ];
}

function modelList({ modelId, maxModelLen, unixSeconds }: OpenAiServer): object {
  const created = unixSeconds();
  const card = { id: modelId, object: 'model', created, owned_by: 'vllm', root: modelId, parent: null };
  return { object: 'list', data: [{ ...card, max_model_len: maxModelLen, permission: [] }] };
}
