import type { EngineFlags } from '../engine-flags.ts';
import type { TrtllmTraits } from './trtllm-traits.ts';

/** One launch of `trtllm-serve`, as its handlers ask for it. */
export interface TrtllmSettings {
  readonly traits: TrtllmTraits;
  readonly perfMetrics: boolean;
  readonly iterationStats: boolean;
  readonly perfMetricsRequests: number;
  readonly maxBatch: number;
  readonly blockReuse: boolean;
  readonly reasoningTokens: number;
  /** `max_draft_len`; 0: no speculative_config. */
  readonly draftTokens: number;
}

export function trtllmSettings(traits: TrtllmTraits, flags: EngineFlags, draftTokens: number): TrtllmSettings {
  return {
    traits,
    perfMetrics: flags.on('return-perf-metrics'),
    iterationStats: flags.on('enable-iter-perf-stats'),
    perfMetricsRequests: flags.number('perf-metrics-max-requests') ?? 0,
    maxBatch: flags.number('max-batch-size') ?? 256,
    blockReuse: !flags.on('disable-block-reuse'),
    reasoningTokens: flags.number('reasoning-tokens') ?? 0,
    draftTokens,
  };
}
