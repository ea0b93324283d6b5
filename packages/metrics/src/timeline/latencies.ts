import type { AnswerReading } from '../engines/answer-reading.ts';

type Timed = Pick<AnswerReading, 'firstTokenAtMs' | 'lastTokenAtMs' | 'tokens'>;

/** Request received → first token (TTFT), ms. Null when no token came, or when the answer was no stream. */
export function timeToFirstTokenMs(receivedAtMs: number, reading: Timed): number | null {
  return reading.firstTokenAtMs === null ? null : reading.firstTokenAtMs - receivedAtMs;
}

/** First → last token, ms: the time of all decode steps. Null below two tokens and for answers that are not streams. */
export function decodeTimeMs({ firstTokenAtMs, lastTokenAtMs, tokens }: Timed): number | null {
  if (firstTokenAtMs === null || lastTokenAtMs === null) return null;
  return tokens.completion === null || tokens.completion < 2 ? null : lastTokenAtMs - firstTokenAtMs;
}

/**
 * (last token − first token) / (tokens − 1), ms (TPOT; OpenTelemetry's `gen_ai.server.time_per_output_token`). By the
 * tokens that the engine stated or that were counted one by one, never by chunks: null where only chunks are known.
 */
export function timePerOutputTokenMs(reading: Timed): number | null {
  const decodeMs = decodeTimeMs(reading);
  const { completion, source } = reading.tokens;
  return decodeMs === null || completion === null || source === 'estimated' ? null : decodeMs / (completion - 1);
}
