import type { UsageCounts } from '../openai/wire/usage.ts';
import type { VllmSettings } from './vllm-settings.ts';

/** `UsageInfo`. Details are there where the launch has them: cached tokens behind a flag, reasoning tokens with a reasoning parser. */
export function vllmUsage(settings: VllmSettings, counts: UsageCounts, withCached: boolean): Record<string, unknown> {
  return {
    prompt_tokens: counts.prompt,
    total_tokens: counts.prompt + counts.completion,
    completion_tokens: counts.completion,
    ...(settings.reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: counts.reasoning } } : {}),
    ...(withCached && settings.promptTokensDetails ? { prompt_tokens_details: { cached_tokens: counts.cached } } : {}),
  };
}
