import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';

/** `timings` of llama.cpp: on every whole answer and on the last event of every stream (tools/server/server-task.cpp). */
export interface LlamaCppTimings {
  /** Prompt tokens that were computed; those from the cache are `cached`. */
  readonly promptTokens: number;
  readonly cachedTokens: number | null;
  readonly predictedTokens: number;
  /** Null where no draft was made: without a speculator, or where it found nothing to propose. */
  readonly draftTokens: number | null;
  readonly acceptedTokens: number | null;
}

/** Reads the `timings` member of an answer or of an event, or null where there is none. */
export function readLlamaCppTimings(answer: Readonly<Record<string, unknown>>): LlamaCppTimings | null {
  const { timings } = answer;
  if (!isRecord(timings)) return null;
  const promptTokens = readCount(timings['prompt_n']);
  const predictedTokens = readCount(timings['predicted_n']);
  if (promptTokens === null || predictedTokens === null) return null;
  return {
    promptTokens,
    predictedTokens,
    cachedTokens: readCount(timings['cache_n']),
    draftTokens: readCount(timings['draft_n']),
    acceptedTokens: readCount(timings['draft_n_accepted']),
  };
}
