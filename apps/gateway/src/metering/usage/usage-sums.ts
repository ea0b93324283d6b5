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
}

/** How long the replicas of a variant were decoding anything, and the request-seconds in it. */
export interface BusyTime {
  readonly model: string;
  readonly variant: string;
  readonly decodeSeconds: number;
  readonly busySeconds: number;
}
