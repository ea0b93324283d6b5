import type { FlagDeclarations } from '../engine-flags.ts';

/** Flags of `sglang.launch_server` that change what a meter sees. */
export const sglangFlags: FlagDeclarations = {
  'enable-metrics': { kind: 'switch', describes: 'GET /metrics' },
  'enable-cache-report': { kind: 'switch', describes: 'cached tokens in usage' },
  'disable-radix-cache': { kind: 'switch', describes: 'no cached tokens' },
  'stream-response-default-include-usage': { kind: 'switch', describes: 'usage in every stream' },
  'stream-interval': { kind: 'number', least: 1, default: 1, describes: 'tokens that make an event' },
  'decode-log-interval': {
    kind: 'number',
    least: 1,
    default: 40,
    describes: 'decode iterations between two sets of gauges',
  },
  'max-running-requests': { kind: 'number', least: 1, default: 256, describes: 'requests in one batch' },
  'max-queued-requests': { kind: 'number', least: 0, default: null, describes: 'waiting requests; above it 503' },
  'dp-size': { kind: 'number', least: 1, default: 1, describes: 'engines behind the port' },
  'reasoning-tokens': {
    kind: 'number',
    least: 0,
    default: 0,
    describes: 'with a reasoning parser: the first tokens of each answer are reasoning',
  },
};
