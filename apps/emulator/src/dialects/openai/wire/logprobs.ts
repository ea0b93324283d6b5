import type { EngineToken } from '../../../engine/engine.ts';

/** `logprobs` of a chat: of the sampled tokens themselves; alternatives are not emulated. */
export function chatLogprobs(tokens: readonly EngineToken[]): unknown {
  return {
    content: tokens.map(({ text, logprob }) => ({
      token: text,
      logprob,
      bytes: [...new TextEncoder().encode(text)],
      top_logprobs: [],
    })),
  };
}

/** `logprobs` of a completion. `offset`: characters of the text before. */
export function completionLogprobs(tokens: readonly EngineToken[], offset: number): unknown {
  let at = offset;
  const offsets = tokens.map(({ text }) => {
    const here = at;
    at += text.length;
    return here;
  });
  return {
    text_offset: offsets,
    token_logprobs: tokens.map((token) => token.logprob),
    tokens: tokens.map((token) => token.text),
    top_logprobs: tokens.map((token) => ({ [token.text]: token.logprob })),
  };
}
