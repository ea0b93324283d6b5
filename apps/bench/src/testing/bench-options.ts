import type { BenchOptions } from '../plan/bench-options.ts';

/** A short run on these targets. */
export function benchOptions(
  targets: Readonly<Record<string, URL>>,
  changes: Partial<BenchOptions> = {},
): BenchOptions {
  return {
    route: { kind: 'targets', targets: new Map(Object.entries(targets)) },
    metrics: new Map(),
    model: 'tgi',
    controls: new Map(),
    bases: new Map(),
    levels: [{ vus: 2, stop: { kind: 'requests', count: 12 } }],
    warmup: null,
    maxTokens: 20,
    data: null,
    stream: true,
    seed: '1',
    arms: ['together', 'together'],
    allowShared: false,
    quietMs: 20,
    timeoutMs: 10_000,
    ...changes,
  };
}
