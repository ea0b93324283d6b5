import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { GenerationStats } from '../run/generation-stats.ts';

/** `usage_json_oaicompat`. */
export function usageJson({ promptTokens, generated }: GenerationStats, faults: RequestFaults): object {
  const completion = faults.has('wrong-usage') ? 2 * generated + 7 : generated;
  return {
    completion_tokens: completion,
    prompt_tokens: promptTokens,
    total_tokens: completion + promptTokens,
    prompt_tokens_details: { cached_tokens: 0 },
  };
}
