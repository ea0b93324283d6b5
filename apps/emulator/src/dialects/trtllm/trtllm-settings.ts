import type { EngineFlags, FlagDeclarations } from '../engine-flags.ts';
import type { TrtllmTraits } from './trtllm-traits.ts';

/** Options of the LLM API that change what a meter sees (`extra_llm_api_options`). */
export const trtllmFlags: FlagDeclarations = {
  'return-perf-metrics': { kind: 'switch', describes: 'GET /prometheus/metrics' },
  'enable-iter-perf-stats': {
    kind: 'switch',
    describes: 'iterations on GET /metrics (JSON) and on the Prometheus page',
  },
  'perf-metrics-max-requests': {
    kind: 'number',
    least: 0,
    default: 0,
    describes: 'requests kept for GET /perf_metrics',
  },
  'max-batch-size': { kind: 'number', least: 1, default: 256, describes: 'requests in one batch' },
  'disable-block-reuse': { kind: 'switch', describes: 'no cached tokens' },
  'reasoning-tokens': {
    kind: 'number',
    least: 0,
    default: 0,
    describes: 'with a reasoning parser: the first tokens of each answer are reasoning',
  },
};

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
