import type { FlagDeclarations } from '../engine-flags.ts';
import type { VllmTraits } from './vllm-traits.ts';

/** Flags of `vllm serve` that change what a meter sees. */
export function vllmFlags(traits: VllmTraits): FlagDeclarations {
  return {
    'dev-mode': { kind: 'switch', describes: 'VLLM_SERVER_DEV_MODE: routes that pause, and swap draft weights' },
    'weight-transfer-config': {
      kind: 'word',
      words: ['none', 'nccl', 'ipc'],
      default: 'none',
      describes: 'its backend: without one no weights can be swapped',
    },
    'disable-log-stats': { kind: 'switch', describes: 'no vllm: metrics on /metrics' },
    'enable-prompt-tokens-details': { kind: 'switch', describes: 'cached tokens in usage' },
    'enable-force-include-usage': { kind: 'switch', describes: 'usage in every stream, and on every event of it' },
    'enable-request-id-headers': { kind: 'switch', describes: 'x-request-id on answers' },
    'enable-server-load-tracking': { kind: 'switch', describes: 'GET /load counts' },
    'stream-interval': { kind: 'number', least: 1, default: 1, describes: 'tokens that make an event' },
    'reasoning-tokens': {
      kind: 'number',
      least: 0,
      default: 0,
      describes: 'with a reasoning parser: the first tokens of each answer are reasoning',
    },
    'no-enable-prefix-caching': { kind: 'switch', describes: 'no cached tokens' },
    'max-num-seqs': { kind: 'number', least: 1, default: 256, describes: 'requests in one batch' },
    'data-parallel-size': { kind: 'number', least: 1, default: 1, describes: 'engines behind the port' },
    ...(traits.queueLimit
      ? {
          'max-num-queued-reqs': {
            kind: 'number',
            least: 1,
            default: null,
            describes: 'waiting and running requests; above it 503',
          } as const,
        }
      : {}),
    ...(traits.perRequestMetrics
      ? {
          'enable-per-request-metrics': { kind: 'switch', describes: 'times of the request in the answer' } as const,
          'per-request-spec-decode-metrics': {
            kind: 'word',
            words: ['none', 'summary', 'detailed'],
            default: 'none',
            describes: 'speculation of the request in the answer',
          } as const,
        }
      : {}),
  };
}
