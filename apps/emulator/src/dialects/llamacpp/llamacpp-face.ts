import { baseModels } from '../model/base-model.ts';
import { targetIdentity } from '../model/model-identity.ts';
import type { EngineFace, Launch } from '../engine-face.ts';
import { createLlamaDialect } from './llamacpp-dialect.ts';
import { llamaFlags } from './llamacpp-flags.ts';
import type { LlamaServer } from './llamacpp-server.ts';
import { type LlamaTraits, llamaTraits } from './llamacpp-traits.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { SlotTable } from './run/slot-table.ts';

/** llama.cpp's llama-server. */
export const llamacppFace: EngineFace = {
  name: 'llamacpp',
  versions: Object.keys(llamaTraits),
  usual: 'llamacpp-2026-08',
  flags: () => llamaFlags,
  refuse: () => null,
  launch(launch) {
    const server = createServer(launch);
    return { engine: server.engine, dialect: createLlamaDialect(server, launch.options.apiKey) };
  },
};

function createServer({ options, flags, host, random, makeEngine }: Launch): LlamaServer {
  const traits = traitsOf(options.engine);
  const unixSeconds = (): number => Math.floor(host.unixMs() / 1000);
  const metrics = new ServerMetrics(traits, unixSeconds);
  const { modelId, base } = targetIdentity(options);
  const parallel = flags.number('parallel') ?? 4;
  return {
    traits,
    engine: makeEngine({
      ranks: 1,
      // A request joins as soon as a slot is idle.
      limits: {
        waitingServedRatio: 0,
        maxBatchPrefillTokens: Math.max(2048, options.maxTotalTokens),
        maxBatchSize: parallel,
      },
      ngram: 'on-match',
      // `get_n_draft_max`: near the end of an answer its drafts are cut, or there is none.
      longest: 'room',
      mostHeadRows: Infinity,
      observer: () => metrics.observer,
    }),
    clock: host.machineClock,
    timers: host.realClock,
    modelName: flags.text('alias') ?? modelId,
    base: baseModels[base],
    contextTokens: options.maxTotalTokens,
    speculates: options.speculator !== 'none',
    metrics,
    slots: new SlotTable(parallel),
    runs: new Set(),
    conversations: new Map(),
    servesMetrics: flags.on('metrics'),
    servesSlots: !flags.on('no-slots'),
    pingSeconds: flags.number('sse-ping-interval') ?? 30,
    random,
    unixSeconds,
  };
}

function traitsOf(version: string): LlamaTraits {
  const traits = llamaTraits[version];
  if (traits === undefined) throw new RangeError(`${version} is no version of llama-server`);
  return traits;
}
