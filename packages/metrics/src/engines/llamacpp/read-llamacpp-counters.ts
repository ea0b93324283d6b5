import { countedValue, sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { byPosition } from '../by-position.ts';
import { noCounters } from '../engine-counters.ts';
import type { EngineCounters, EngineLoad } from '../engine-counters.ts';

/**
 * llama.cpp's counters (tools/server/server-context.cpp). They move when an answer is complete: a cancelled one is never
 * counted. Values without labels are printed with six digits, so that from a million on they move in tens, from ten million
 * on in hundreds; those by position are exact whole numbers, and their sum is the exact count of what was accepted.
 *
 * `n_decode_total` is not read: it counts decodes of all slots together.
 */
export function readLlamaCppCounters(page: PrometheusPage): EngineCounters {
  const tokens = countedValue(page, 'llamacpp:tokens_predicted_total');
  const drafts = countedValue(page, 'llamacpp:spec_decode_num_drafts_total');
  const draftTokens = countedValue(page, 'llamacpp:spec_decode_num_draft_tokens_total');
  const places = byPosition(page, 'llamacpp:spec_decode_num_accepted_tokens_per_pos_total', 'position');
  const rounded = countedValue(page, 'llamacpp:spec_decode_num_accepted_tokens_total');
  // Before the first answer with a draft there is none by position; builds before August 2026 have none of the four.
  const acceptedByPosition = places ?? (rounded === 0 ? [] : null);
  return {
    ...noCounters,
    tokens,
    accepted: acceptedByPosition?.reduce((sum, count) => sum + count, 0) ?? rounded,
    drafts,
    draftTokens,
    acceptedByPosition,
    generatedTokens: tokens,
    resolution: Math.max(...[tokens, drafts, draftTokens].map(resolutionOf)),
  };
}

/** The place of the sixth digit. */
function resolutionOf(value: number | null): number {
  return value === null || value < 1e6 ? 1 : 10 ** (Math.floor(Math.log10(value)) - 5);
}

/** Builds since May 2025 say nothing of their cache. */
export function readLlamaCppLoad(page: PrometheusPage): EngineLoad {
  return {
    running: sampleValue(page, 'llamacpp:requests_processing'),
    waiting: sampleValue(page, 'llamacpp:requests_deferred'),
    kvUse: sampleValue(page, 'llamacpp:kv_cache_usage_ratio'),
  };
}
