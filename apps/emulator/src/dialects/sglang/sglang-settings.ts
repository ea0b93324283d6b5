import type { SpeculatorKind } from '../../engine/speculation/speculator-kind.ts';
import type { EngineFlags } from '../engine-flags.ts';
import type { SglangTraits } from './sglang-traits.ts';

/** One launch of SGLang, as its handlers ask for it. */
export interface SglangSettings {
  readonly traits: SglangTraits;
  readonly metrics: boolean;
  readonly cacheReport: boolean;
  readonly radixCache: boolean;
  readonly defaultIncludeUsage: boolean;
  readonly streamInterval: number;
  readonly decodeLogInterval: number;
  readonly maxRunning: number;
  /** Null: no limit. */
  readonly maxQueued: number | null;
  readonly ranks: number;
  readonly reasoningTokens: number;
  /** `--speculative-algorithm`; null: none. */
  readonly algorithm: string | null;
  /** Draft tokens per step. `speculative_num_draft_tokens` is one more: it counts the target's own token too. */
  readonly draftTokens: number;
}

/** SGLang has neither MLP nor Medusa speculators: their accuracy is served under the name of a small draft model. */
const ALGORITHMS: Readonly<Record<SpeculatorKind, string | null>> = {
  none: null,
  ngram: 'NGRAM',
  eagle: 'EAGLE3',
  mlp: 'STANDALONE',
  medusa: 'STANDALONE',
};

export function sglangSettings(
  traits: SglangTraits,
  flags: EngineFlags,
  speculator: SpeculatorKind,
  draftTokens: number,
): SglangSettings {
  return {
    traits,
    metrics: flags.on('enable-metrics'),
    cacheReport: flags.on('enable-cache-report'),
    radixCache: !flags.on('disable-radix-cache'),
    defaultIncludeUsage: flags.on('stream-response-default-include-usage'),
    streamInterval: flags.number('stream-interval') ?? 1,
    decodeLogInterval: flags.number('decode-log-interval') ?? 40,
    maxRunning: flags.number('max-running-requests') ?? 256,
    maxQueued: flags.number('max-queued-requests'),
    ranks: flags.number('dp-size') ?? 1,
    reasoningTokens: flags.number('reasoning-tokens') ?? 0,
    algorithm: draftTokens === 0 ? null : ALGORITHMS[speculator],
    draftTokens,
  };
}
