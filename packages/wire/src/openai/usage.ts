import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';

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
    // SGLang writes it beside the counts.
    reasoningTokens: partOf(
      completionTokens,
      readDetail(value['completion_tokens_details'], 'reasoning_tokens') ?? readCount(value['reasoning_tokens']),
    ),
    cachedTokens: partOf(promptTokens, readDetail(value['prompt_tokens_details'], 'cached_tokens')),
  };
}

function readDetail(details: unknown, name: string): number | null {
  return isRecord(details) ? readCount(details[name]) : null;
}

/** A part that is larger than its whole is no figure: SGLang once counted so under speculation (its issue 39826). */
function partOf(whole: number, part: number | null): number | null {
  return part !== null && part <= whole ? part : null;
}
