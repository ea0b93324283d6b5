/** What bounds a batch, with TGI's launcher names and defaults (MAX_WAITING_TOKENS …). */
export interface BatchLimits {
  /** Newcomers interrupt a running batch once they are this share of it (rounded down). */
  readonly waitingServedRatio: number;
  /** … or after this many steps without an interruption, however few they are. */
  readonly maxWaitingTokens: number;
  /** Prompt tokens of one prefill. */
  readonly maxBatchPrefillTokens: number;
  /** Prompt + new + drafted tokens that all running requests may come to hold. */
  readonly maxBatchTotalTokens: number;
  readonly maxBatchSize: number | null;
}

/**
 * `waitingServedRatio`, `maxWaitingTokens`: TGI's defaults. `maxBatchPrefillTokens`: its default rule, max_input_tokens
 * (1562 in the published run) + 50. `maxBatchTotalTokens`: TGI measures free memory at start; here two 24 GB cards less
 * 16 GB of weights leave about 25 GB at 90 %, by 128 KiB of keys and values per Llama-3-8B token.
 */
export const DEFAULT_BATCH_LIMITS: BatchLimits = {
  waitingServedRatio: 0.3,
  maxWaitingTokens: 20,
  maxBatchPrefillTokens: 1_612,
  maxBatchTotalTokens: 190_000,
  maxBatchSize: null,
};
