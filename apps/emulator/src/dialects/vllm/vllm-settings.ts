import type { EngineFlags } from '../engine-flags.ts';
import type { VllmTraits } from './vllm-traits.ts';

/** One launch of vLLM, as its handlers ask for it. */
export interface VllmSettings {
  readonly traits: VllmTraits;
  readonly devMode: boolean;
  /** Backend of `--weight-transfer-config`. */
  readonly weightTransfer: string;
  readonly logStats: boolean;
  readonly promptTokensDetails: boolean;
  readonly forceIncludeUsage: boolean;
  readonly requestIdHeaders: boolean;
  readonly loadTracking: boolean;
  readonly streamInterval: number;
  readonly reasoningTokens: number;
  readonly prefixCaching: boolean;
  readonly maxSeqs: number;
  readonly ranks: number;
  /** Null: no limit. */
  readonly maxQueued: number | null;
  readonly requestTimes: boolean;
  readonly requestSpeculation: 'none' | 'summary' | 'detailed';
  /** `num_speculative_tokens`; 0: no speculative config. */
  readonly draftTokens: number;
}

export function vllmSettings(traits: VllmTraits, flags: EngineFlags, draftTokens: number): VllmSettings {
  const level = traits.perRequestMetrics ? flags.word('per-request-spec-decode-metrics') : 'none';
  return {
    traits,
    devMode: flags.on('dev-mode'),
    weightTransfer: flags.word('weight-transfer-config'),
    logStats: !flags.on('disable-log-stats'),
    promptTokensDetails: flags.on('enable-prompt-tokens-details'),
    forceIncludeUsage: flags.on('enable-force-include-usage'),
    requestIdHeaders: flags.on('enable-request-id-headers'),
    loadTracking: flags.on('enable-server-load-tracking'),
    streamInterval: flags.number('stream-interval') ?? 1,
    reasoningTokens: flags.number('reasoning-tokens') ?? 0,
    prefixCaching: !flags.on('no-enable-prefix-caching'),
    maxSeqs: flags.number('max-num-seqs') ?? 256,
    ranks: flags.number('data-parallel-size') ?? 1,
    maxQueued: traits.queueLimit ? flags.number('max-num-queued-reqs') : null,
    requestTimes: traits.perRequestMetrics && flags.on('enable-per-request-metrics'),
    requestSpeculation: level === 'summary' || level === 'detailed' ? level : 'none',
    draftTokens,
  };
}
