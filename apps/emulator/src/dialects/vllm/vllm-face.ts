import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Dialect } from '../../server/dialect.ts';
import { hasBearer } from '../../server/has-bearer.ts';
import type { Route } from '../../server/route.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { draftTokensOf } from '../model/draft-tokens.ts';
import { targetIdentity } from '../model/model-identity.ts';
import { crash } from '../openai/crash.ts';
import { DraftWeights } from '../openai/draft-weights.ts';
import { makeOpenAiServer } from '../openai/make-openai-server.ts';
import { createFastApiDialect } from '../openai/serve/fastapi-dialect.ts';
import { randomHex } from '../openai/serve/random-hex.ts';
import { VllmDevState } from './vllm-dev-state.ts';
import { vllmFlags } from './vllm-flags.ts';
import { VllmMetrics } from './vllm-metrics.ts';
import { vllmRoutes } from './vllm-routes.ts';
import { type VllmSettings, vllmSettings } from './vllm-settings.ts';
import { type VllmTraits, vllmTraits } from './vllm-traits.ts';
import { vllmPauseRoutes } from './vllm-pause-routes.ts';
import { vllmWeightRoutes } from './vllm-weight-routes.ts';
import { VllmWire } from './vllm-wire.ts';

/** Only below these a key is asked for: metrics, health and load are open. */
const GUARDED = ['/v1', '/v2', '/inference', '/cohere'];
/** Starlette's CORS middleware with `--allowed-origins ["*"]`, the default. */
const PREFLIGHT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
};
const CACHE_BLOCK_TOKENS = 16;

/** vLLM (V1), `vllm serve`. */
export const vllmFace: EngineFace = {
  name: 'vllm',
  versions: Object.keys(vllmTraits),
  usual: 'vllm-0.32',
  flags: (version) => vllmFlags(traitsOf(version)),
  refuse: () => null,
  launch(launch) {
    const { options, flags, host } = launch;
    const settings = vllmSettings(traitsOf(options.engine), flags, draftTokensOf(options));
    const metrics = new VllmMetrics(settings, targetIdentity(options).modelId, () => host.unixMs() / 1000);
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
  const { apiKey, draftWeights, draftQuality, maxTotalTokens } = launch.options;
  const { modelId } = targetIdentity(launch.options);
  const server = makeOpenAiServer(launch, {
    wire: new VllmWire({
      settings,
      modelId,
      maxModelLen: maxTotalTokens,
      engine,
      hex: () => randomHex(launch.random),
    }),
    books: metrics,
    engine,
    cacheBlockTokens: settings.prefixCaching ? CACHE_BLOCK_TOKENS : null,
    reasoningTokens: settings.reasoningTokens,
    mergesOutputs: true,
  });
  const weights = new DraftWeights(draftWeights, draftQuality, engine);
  const isConfigured = settings.weightTransfer !== 'none';
  const hasDraft = ['mlp', 'medusa', 'eagle'].includes(launch.options.speculator);
  const state = new VllmDevState();
  const devRoutes = (): Route[] => [
    ...vllmPauseRoutes(engine, state),
    ...vllmWeightRoutes(weights, { timers: server.timers, state, isConfigured, hasDraft }),
  ];
  return createFastApiDialect({
    routes: [...vllmRoutes(server, settings, metrics), ...(settings.devMode ? devRoutes() : [])],
    preflightHeaders: PREFLIGHT,
    isAuthorized: (exchange) =>
      apiKey === null || !GUARDED.some((prefix) => exchange.path.startsWith(prefix)) || hasBearer(exchange, apiKey),
    // A string, not an object.
    unauthorizedJson: '{"error":"Unauthorized"}',
    restart: () => {
      crash(server);
      metrics.restart();
      weights.restart();
      state.restart();
    },
  });
}
