import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Dialect } from '../../server/dialect.ts';
import { hasBearer } from '../../server/has-bearer.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { draftTokensOf } from '../model/draft-tokens.ts';
import { targetIdentity } from '../model/model-identity.ts';
import { crash } from '../openai/crash.ts';
import { DraftWeights } from '../openai/draft-weights.ts';
import { makeOpenAiServer } from '../openai/make-openai-server.ts';
import { createFastApiDialect } from '../openai/serve/fastapi-dialect.ts';
import { sglangFlags } from './sglang-flags.ts';
import { SglangMetrics } from './sglang-metrics.ts';
import { sglangRoutes } from './sglang-routes.ts';
import { type SglangSettings, sglangSettings } from './sglang-settings.ts';
import { sglangTraits } from './sglang-traits.ts';
import { sglangWeightRoutes } from './sglang-weight-routes.ts';
import { SglangWire } from './sglang-wire.ts';

/** The radix tree finds single tokens. */
const CACHE_BLOCK_TOKENS = 1;

/** SGLang, `python -m sglang.launch_server`. */
export const sglangFace: EngineFace = {
  name: 'sglang',
  versions: Object.keys(sglangTraits),
  usual: 'sglang-0.5.19',
  flags: () => sglangFlags,
  refuse: () => null,
  launch(launch) {
    const { options, host } = launch;
    const settings = settingsOf(launch);
    const metrics: SglangMetrics = new SglangMetrics({
      settings,
      modelId: targetIdentity(options).modelId,
      now: () => host.machineClock.now(),
      unixSeconds: () => host.unixMs() / 1000,
      engine: () => engine,
    });
    const engine: RankedEngine = launch.makeEngine({
      ranks: settings.ranks,
      limits: { waitingServedRatio: 0, maxBatchPrefillTokens: 8192, maxBatchSize: settings.maxRunning },
      // Every step is a verification, of something or of nothing.
      ngram: 'always',
      mostHeadRows: Infinity,
      observer: (rank) => metrics.observer(rank),
    });
    return { engine, dialect: createDialect(launch, settings, metrics, engine) };
  },
};

function settingsOf({ options, flags }: Launch): SglangSettings {
  const traits = sglangTraits[options.engine];
  if (traits === undefined) throw new RangeError(`${options.engine} is no version of SGLang`);
  return sglangSettings(traits, flags, options.speculator, draftTokensOf(options));
}

function createDialect(
  launch: Launch,
  settings: SglangSettings,
  metrics: SglangMetrics,
  engine: RankedEngine,
): Dialect {
  const { apiKey, draftWeights, draftQuality, maxTotalTokens } = launch.options;
  const weights = new DraftWeights(draftWeights, draftQuality, engine);
  const server = makeOpenAiServer(launch, {
    wire: new SglangWire({ settings, contextLength: maxTotalTokens, engine, weights }),
    books: metrics,
    engine,
    cacheBlockTokens: settings.radixCache ? CACHE_BLOCK_TOKENS : null,
    reasoningTokens: settings.reasoningTokens,
    mergesOutputs: true,
  });
  return createFastApiDialect({
    routes: [...sglangRoutes(server, settings, metrics, weights), ...sglangWeightRoutes(server, weights)],
    preflightHeaders: { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*' },
    // All but health and metrics, also where there is nothing.
    isAuthorized: (exchange) =>
      apiKey === null || /^\/(health|metrics)/.test(exchange.path) || hasBearer(exchange, apiKey),
    unauthorizedJson: '{"error":"Unauthorized"}',
    restart: () => {
      crash(server);
      metrics.restart();
      weights.restart();
    },
  });
}
