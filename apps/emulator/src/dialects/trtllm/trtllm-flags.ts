import type { FlagDeclarations } from '../engine-flags.ts';

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
