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
