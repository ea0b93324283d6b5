import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { draftTokensOf } from '../model/draft-tokens.ts';
import { targetIdentity } from '../model/model-identity.ts';
import { crash } from '../openai/crash.ts';
import { makeOpenAiServer } from '../openai/make-openai-server.ts';
import { createFastApiDialect } from '../openai/serve/fastapi-dialect.ts';
import { trtllmFlags } from './trtllm-flags.ts';
import { TrtllmMetrics } from './trtllm-metrics.ts';
import { trtllmRoutes } from './trtllm-routes.ts';
import { type TrtllmSettings, trtllmSettings } from './trtllm-settings.ts';
import { trtllmTraits } from './trtllm-traits.ts';
import { TrtllmWire } from './trtllm-wire.ts';

const CACHE_BLOCK_TOKENS = 32;

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
    const server = makeOpenAiServer(launch, {
      wire: new TrtllmWire(settings, options.maxTotalTokens),
      books: metrics,
      engine,
      cacheBlockTokens: settings.blockReuse ? CACHE_BLOCK_TOKENS : null,
      reasoningTokens: settings.reasoningTokens,
      // Each response of the executor is one event, however late it is read.
      mergesOutputs: false,
    });
    const dialect = createFastApiDialect({
      routes: trtllmRoutes(server, settings, metrics),
      preflightHeaders: null,
      isAuthorized: () => true,
      unauthorizedJson: '',
      restart: () => {
        crash(server);
        metrics.restart();
      },
    });
    return { engine, dialect };
  },
};

function settingsOf({ options, flags }: Launch): TrtllmSettings {
  const traits = trtllmTraits[options.engine];
  if (traits === undefined) throw new RangeError(`${options.engine} is no version of TensorRT-LLM`);
  return trtllmSettings(traits, flags, draftTokensOf(options));
}
