import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Launch } from '../engine-face.ts';
import { baseModels } from '../model/base-model.ts';
import { targetIdentity } from '../model/model-identity.ts';
import type { Books, OpenAiServer, Wire } from './openai-server.ts';
import { PrefixCache } from './run/prefix-cache.ts';

/** In what one of these servers differs from another's, beside its protocol and its books. */
export interface ServerParts {
  readonly wire: Wire;
  readonly books: Books;
  readonly engine: RankedEngine;
  /** Tokens per block of the prefix cache; null: there is none. */
  readonly cacheBlockTokens: number | null;
  readonly reasoningTokens: number;
  readonly mergesOutputs: boolean;
}

export function makeOpenAiServer({ options, host, random }: Launch, parts: ServerParts): OpenAiServer {
  const { modelId, base } = targetIdentity(options);
  const { wire, books, engine, cacheBlockTokens, reasoningTokens, mergesOutputs } = parts;
  return {
    wire,
    books,
    engine,
    clock: host.machineClock,
    timers: host.realClock,
    modelId,
    base: baseModels[base],
    maxModelLen: options.maxTotalTokens,
    prefixCache: cacheBlockTokens === null ? null : new PrefixCache(cacheBlockTokens),
    reasoningTokens,
    mergesOutputs,
    frontendLag: mergesOutputs ? options.frontendLag : 0,
    random,
    runs: new Set(),
    unixSeconds: () => Math.floor(host.unixMs() / 1000),
  };
}
