/** Per million tokens, in one currency. */
export interface TokenPrices {
  readonly prompt: number;
  /** Null: that of the others. */
  readonly cachedPrompt: number | null;
  readonly completion: number;
}

export interface PricedTokens {
  readonly prompt: number | null;
  /** Part of `prompt`. */
  readonly cached: number | null;
  readonly completion: number | null;
}

/**
 * What tokens cost, in billionths of the currency, rounded to a whole one: sums of these are exact. A price per million
 * tokens is as many thousand billionths per token. Null where a price or a count is unknown: 0 would be a claim.
 */
export function costNanos({ prompt, cached, completion }: PricedTokens, prices: TokenPrices | null): number | null {
  if (prices === null || prompt === null || completion === null) return null;
  const fromCache = Math.min(cached ?? 0, prompt);
  const cachedPrice = prices.cachedPrompt ?? prices.prompt;
  const millionths = (prompt - fromCache) * prices.prompt + fromCache * cachedPrice + completion * prices.completion;
  return Math.round(millionths * 1000);
}
