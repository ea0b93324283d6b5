import type { Answer } from '../client/answer.ts';

/** Sent → first token, ms (TTFT). Null for answers that failed or are no streams. */
export function timeToFirstTokenMs({ failure, sentAtMs, firstTokenAtMs }: Answer): number | null {
  return failure !== null || firstTokenAtMs === null ? null : firstTokenAtMs - sentAtMs;
}

/**
 * First → last token, ms. Null for answers that failed, are no streams, have fewer than two tokens, or came whole in
 * one read, which shows no time at all.
 */
export function decodeTimeMs({ failure, firstTokenAtMs, lastTokenAtMs, tokens }: Answer): number | null {
  if (failure !== null || firstTokenAtMs === null || lastTokenAtMs === null) return null;
  return tokens === null || tokens < 2 || lastTokenAtMs <= firstTokenAtMs ? null : lastTokenAtMs - firstTokenAtMs;
}

/** Decode time / (tokens − 1), ms (TPOT): by tokens, never by chunks. Null where there is no decode time. */
export function timePerOutputTokenMs(answer: Answer): number | null {
  const timeMs = decodeTimeMs(answer);
  return timeMs === null || answer.tokens === null ? null : timeMs / (answer.tokens - 1);
}
