import type { Method } from '@slipstream/metrics';

/** Sums over the rows of one model, variant and method, and of one key and day where they are told apart. */
export interface UsageSums {
  readonly model: string;
  readonly variant: string;
  readonly control: string | null;
  /** Null: of requests without a figure of speculation. */
  readonly method: Method | null;
  readonly key: string | null;
  /** `2026-11-24`, UTC; null: not told apart. */
  readonly day: string | null;
  /** Class of the prompt, band of its length and band of concurrency, and the rollout's run; null: not told apart. */
  readonly class: string | null;
  readonly length: string | null;
  readonly concurrency: string | null;
  readonly run: string | null;
  readonly requests: number;
  readonly ok: number;
  /** Requests that reached a replica, and of which nobody said how many tokens came. */
  readonly uncounted: number;
  /** Of what is known. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly cachedTokens: number;
  readonly abortedTokens: number;
  readonly discardedTokens: number;
  /** Billionths; of the requests whose cost is known, which are `priced`. */
  readonly costNanos: number;
  readonly priced: number;
  readonly prefills: number;
  readonly steps: number;
  readonly stepTokens: number;
  /** Null: unknown for some of them. */
  readonly drafts: number | null;
  readonly draftTokens: number | null;
  readonly acceptedTokens: number | null;
  /** Of streams: tokens after the first, and the time from the first to the last. */
  readonly decodeTokens: number;
  readonly decodeSeconds: number;
  /** Of each replica; null: rows of before it was booked. */
  readonly gpus: number | null;
  /** Of what is known; null: of none. */
  readonly gpuSeconds: number | null;
  readonly wastedGpuSeconds: number | null;
}

/** How long the replicas of a variant were decoding anything, and the request-seconds in it. */
export interface BusyTime {
  readonly model: string;
  readonly variant: string;
  readonly decodeSeconds: number;
  /** Of GPUs: of a replica with several, as many times the time. */
  readonly busySeconds: number;
}
