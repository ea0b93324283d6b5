import type { Interval } from '@slipstream/statistics';

/** Why a row may lie, in one word; `message` has the figures. The first two make the row worthless. */
export type FlagCode =
  | 'counter-reset'
  | 'wrong-variant'
  | 'foreign-traffic'
  | 'totals-disagree'
  | 'no-counters'
  | 'errors'
  | 'lengths-differ'
  | 'few-requests'
  | 'client-lag';

export interface Flag {
  readonly code: FlagCode;
  readonly message: string;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** One variant at one level of concurrency. Null is "unknown", never 0. */
export interface BenchRow {
  readonly model: string;
  readonly variant: string;
  readonly vus: number;
  /** Complete answers. Failed requests are `errors`. */
  readonly requests: number;
  /** Complete answers per second, from the first request sent to the last answer complete. */
  readonly throughput: number | null;
  /** As k6 reckons: answers complete while requests were still being started, per second of that. Null without a duration. */
  readonly throughputWithin: number | null;
  /** `tgi_request_skipped_tokens`: what its `_sum` and `_count` rose by, and both together: the engine's tokens. */
  readonly tokenSum: number | null;
  readonly tokensCount: number | null;
  readonly totalTokens: number | null;
  /** Tokens of all answers, incomplete ones too, by their usage or counted by events. */
  readonly usageTokens: number;
  readonly usageSource: 'usage' | 'events' | 'mixed' | 'none';
  /** Tokens per forward pass: (sum + count) / count. Counts passes, not seconds. */
  readonly acceleration: number | null;
  /** 95 %, the request being the unit; its width is from steps estimated by arrival times. */
  readonly accelerationInterval: Interval | null;
  /** Without the prefill's pass and token. */
  readonly decodeAcceleration: number | null;
  /** Variant compared with. */
  readonly control: string | null;
  /** TPOT of the control / TPOT of this variant, 95 %. Null with `speedupReason`. */
  readonly speedup: Interval | null;
  readonly speedupMethod: 'paired' | 'welch' | null;
  readonly speedupReason: string | null;
  /** acceleration / speed-up: what drafting and verifying cost per pass. */
  readonly stepCost: number | null;
  readonly tokensPerRequest: number | null;
  /** Tokens of complete answers per second, over the same time as `throughput`. */
  readonly tokensPerSecond: number | null;
  readonly ttftMs: Quantiles;
  readonly tpotMs: Quantiles;
  readonly errors: number;
  /** Kind of failure → how many. */
  readonly failures: Readonly<Record<string, number>>;
  readonly finishReasons: Readonly<Record<string, number>>;
  /** p99 of the bench's own event-loop lag, ms. */
  readonly lagP99Ms: number | null;
  readonly flags: readonly Flag[];
}
