import { isRecord } from '../json/is-record.ts';

/** Token counts that an answer reports about itself. 0 is a count; null is "not said". */
export interface OpenAiUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** Part of `completionTokens`. */
  readonly reasoningTokens: number | null;
  /** Part of `promptTokens`. */
  readonly cachedTokens: number | null;
}

/**
 * Reads a parsed `usage` value. Null where there is none or where one of the two counts is not a count: half a usage is
 * no usage. An absent total is the sum.
 */
export function readUsage(value: unknown): OpenAiUsage | null {
  if (!isRecord(value)) return null;
  const promptTokens = readCount(value['prompt_tokens']);
  const completionTokens = readCount(value['completion_tokens']);
  if (promptTokens === null || completionTokens === null) return null;
  return {
    promptTokens,
    completionTokens,
    totalTokens: readCount(value['total_tokens']) ?? promptTokens + completionTokens,
    reasoningTokens: readDetail(value['completion_tokens_details'], 'reasoning_tokens'),
    cachedTokens: readDetail(value['prompt_tokens_details'], 'cached_tokens'),
  };
}

function readDetail(details: unknown, name: string): number | null {
  return isRecord(details) ? readCount(details[name]) : null;
}

function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
