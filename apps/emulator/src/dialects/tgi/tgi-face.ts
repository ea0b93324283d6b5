import type { EmulatorOptions } from '../../cli/emulator-options.ts';
import type { DecodingEngine } from '../../engine/engine.ts';
import { countTokens } from '../../engine/language/tokenizer.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { baseModels } from '../model/base-model.ts';
import { draftTokensOf } from '../model/draft-tokens.ts';
import { modelIdentity } from '../model/model-identity.ts';
import { InferContext } from './infer/infer-context.ts';
import { defaultTgiLimits, type TgiLimits } from './limits.ts';
import { batchObserver } from './metrics/batch-observer.ts';
import { tgiBuckets } from './metrics/buckets.ts';
import { Exporter } from './metrics/exporter.ts';
import { tgiHelp } from './metrics/help.ts';
import { createTgiDialect } from './tgi-dialect.ts';
import type { TgiService } from './tgi-service.ts';
import { isTgiVersion, tgiTraits, type TgiTraits, tgiVersions } from './traits.ts';

/** text-generation-inference. Its launcher's flags that matter here are options of every server. */
export const tgiFace: EngineFace = {
  name: 'tgi',
  versions: tgiVersions,
  usual: 'tgi-2.2',
  flags: () => ({}),
  refuse: ({ apiKey, engine }) =>
    apiKey !== null && engine === 'tgi-2.0' ? '--api-key: tgi-2.0 knows no API key' : null,
  launch(launch) {
    const { options } = launch;
    const traits = traitsOf(options);
    const metrics = createExporter(launch, traits);
    const engine = launch.makeEngine({
      ranks: 1,
      // The launcher's rule: room for the longest prompt.
      limits: { maxBatchPrefillTokens: options.maxInputTokens + 50 },
      observer: () => batchObserver(metrics),
    });
    return { engine, dialect: createTgiDialect(createService(launch, traits, engine, metrics), options.apiKey) };
  },
};

function traitsOf({ engine }: EmulatorOptions): TgiTraits {
  if (!isTgiVersion(engine)) throw new RangeError(`${engine} is no version of TGI`);
  return tgiTraits[engine];
}

function createExporter({ options, host, random }: Launch, traits: TgiTraits): Exporter {
  const draftTokens = draftTokensOf(options);
  return new Exporter({
    bucketsOf: tgiBuckets(limitsOf(options), traits.metrics.skippedTokens === 'histogram' ? draftTokens : null),
    help: traits.metrics.help ? tgiHelp : null,
    random,
    now: () => host.machineClock.now(),
  });
}

function createService(
  { options, host, random }: Launch,
  traits: TgiTraits,
  engine: DecodingEngine,
  metrics: Exporter,
): TgiService {
  const { modelId, base } = modelIdentity(options);
  const limits = limitsOf(options);
  const rules = { limits, tokensPerPass: traits.requests.tokensPerPass, countTokens };
  const eosText = baseModels[base].eos;
  return {
    traits,
    modelId,
    base: baseModels[base],
    limits,
    computeType: options.computeType,
    metrics,
    infer: new InferContext({ engine, clock: host.machineClock, metrics, rules, eosText, random }),
    timers: host.realClock,
    unixSeconds: () => Math.floor(host.unixMs() / 1000),
  };
}

function limitsOf(options: EmulatorOptions): TgiLimits {
  const { maxConcurrentRequests, maxInputTokens, maxTotalTokens } = options;
  return { ...defaultTgiLimits, maxConcurrentRequests, maxInputTokens, maxTotalTokens };
}
