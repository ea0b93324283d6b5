import type { EngineName } from '@slipstream/metrics';

/** One variant of the mixed run: an emulated server, and what of its books its own source says is counted how. */
export interface Dialect {
  readonly variant: string;
  readonly engine: EngineName;
  /** Of the emulator, for each replica. */
  readonly args: readonly string[];
  /** As the configuration writes it. */
  readonly speculator: string;
  /** How the gateway must know the steps of a whole answer of one generation; `estimated` is not held to the token. */
  readonly method: 'exact' | 'derived' | 'estimated';
  /** What the engine calls accepted: the draft tokens that are in the answer, or those that matched, of which its end may have cut some off. */
  readonly accepted: 'kept' | 'matched';
  /** Whether it counts its steps, or they are taken for the tokens that were not accepted. */
  readonly steps: 'counted' | 'not accepted';
  /** The requests that are in the engine's own counters when all is over. */
  readonly counts: 'all' | 'finished';
  /** A word that makes every event say how far the answer is; null: it has none. */
  readonly continuous: Readonly<Record<string, unknown>> | null;
  /** May be asked for several answers at once. */
  readonly several: boolean;
}

const eagle = '{ kind: eagle, draftTokens: 4 }';
/** Some steps leave in one event with the next. */
const late = ['--frontend-lag', '0.1'];
const continuousUsage = { stream_options: { include_usage: true, continuous_usage_stats: true } };

/** All five dialects with a speculator, and TGI without one. */
export const dialects: readonly Dialect[] = [
  {
    variant: 'tgi-plain',
    engine: 'tgi',
    args: ['--engine', 'tgi-2.2', '--max-concurrent-requests', '1000'],
    speculator: 'none',
    method: 'derived',
    accepted: 'kept',
    steps: 'counted',
    counts: 'all',
    continuous: null,
    several: false,
  },
  {
    variant: 'tgi-mlp',
    engine: 'tgi',
    args: ['--engine', 'tgi-3.3', '--speculator', 'mlp', '--max-concurrent-requests', '1000'],
    speculator: '{ kind: mlp, draftTokens: 4 }',
    method: 'estimated',
    accepted: 'kept',
    steps: 'counted',
    counts: 'all',
    continuous: null,
    several: false,
  },
  {
    variant: 'vllm-eagle',
    engine: 'vllm',
    args: [
      '--engine',
      'vllm-0.32',
      '--speculator',
      'eagle',
      '--flag',
      'per-request-spec-decode-metrics=summary',
      ...late,
    ],
    speculator: eagle,
    method: 'exact',
    accepted: 'matched',
    steps: 'counted',
    counts: 'all',
    continuous: continuousUsage,
    several: true,
  },
  {
    variant: 'sglang-eagle',
    engine: 'sglang',
    args: ['--engine', 'sglang-0.5.19', '--speculator', 'eagle', '--flag', 'enable-metrics', ...late],
    speculator: eagle,
    method: 'exact',
    accepted: 'matched',
    steps: 'counted',
    counts: 'finished',
    continuous: continuousUsage,
    several: true,
  },
  {
    variant: 'llamacpp-eagle',
    engine: 'llamacpp',
    args: ['--engine', 'llamacpp-2026-08', '--speculator', 'eagle', '--flag', 'metrics', '--flag', 'parallel=16'],
    speculator: eagle,
    method: 'derived',
    accepted: 'matched',
    steps: 'not accepted',
    counts: 'finished',
    continuous: { timings_per_token: true },
    several: false,
  },
  {
    variant: 'trtllm-eagle',
    engine: 'trtllm',
    args: ['--engine', 'trtllm-1.4', '--speculator', 'eagle', '--flag', 'return-perf-metrics'],
    speculator: eagle,
    method: 'derived',
    accepted: 'kept',
    steps: 'counted',
    counts: 'finished',
    continuous: null,
    several: true,
  },
];
