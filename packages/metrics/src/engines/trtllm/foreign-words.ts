/**
 * Request words of other engines. They ignore what they do not know; TensorRT-LLM answers 400, so that a client which speaks to
 * several engines through one model would fail by chance. What the others ignore is taken out for it.
 */
export const foreignWords: ReadonlySet<string> = new Set([
  // vLLM
  'return_tokens_as_token_ids',
  // SGLang
  'return_meta_info',
  'return_spec_tokens_details',
  'return_cached_tokens_details',
  // llama.cpp
  'timings_per_token',
  'return_progress',
  'cache_prompt',
  'id_slot',
]);
