import type { UsageCounts } from '../openai/wire/usage.ts';
import type { SglangSettings } from './sglang-settings.ts';

/** `UsageInfo`. Cached tokens are there behind a flag, and only when there are any. */
export function sglangUsage(
  settings: SglangSettings,
  counts: UsageCounts,
  withCached: boolean,
): Record<string, unknown> {
  const cached = withCached && settings.cacheReport && counts.cached > 0 ? { cached_tokens: counts.cached } : null;
  return {
    prompt_tokens: counts.prompt,
    total_tokens: counts.prompt + counts.completion,
    completion_tokens: counts.completion,
    prompt_tokens_details: cached,
    reasoning_tokens: counts.reasoning,
  };
}
