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
