import type { UsageCounts } from '../openai/wire/usage.ts';

/** `UsageInfo`: cached tokens are always told. */
export function trtllmUsage(counts: UsageCounts): Record<string, unknown> {
  return {
    prompt_tokens: counts.prompt,
    total_tokens: counts.prompt + counts.completion,
    completion_tokens: counts.completion,
    prompt_tokens_details: { cached_tokens: counts.cached },
  };
}

/**
 * `avg_decoded_tokens_per_iter`: tokens by iterations of the request so far, the prefill's own among both (`getAvgDecodedTokensPerIter`, and
 * `py_decoding_iter` of context requests in the PyTorch flow).
 */
export function tokensPerIteration({
  tokens,
  steps,
}: {
  readonly tokens: number;
  readonly steps: number;
}): number | null {
  return steps === 0 ? null : tokens / steps;
}
