/** The launch settings that bound requests (`/info` shows them). */
export interface TgiLimits {
  readonly maxConcurrentRequests: number;
  readonly maxBestOf: number;
  readonly maxStopSequences: number;
  readonly maxTopNTokens: number;
  readonly maxInputTokens: number;
  readonly maxTotalTokens: number;
  readonly maxClientBatchSize: number;
}

/** TGI's defaults, but for the two lengths: those are of the published runs (MAX_INPUT_TOKENS, MAX_TOTAL_TOKENS). */
export const defaultTgiLimits: TgiLimits = {
  maxConcurrentRequests: 128,
  maxBestOf: 2,
  maxStopSequences: 4,
  maxTopNTokens: 5,
  maxInputTokens: 1562,
  maxTotalTokens: 2048,
  maxClientBatchSize: 4,
};
