import { countedValue, sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { byPosition } from '../by-position.ts';
import { noCounters } from '../engine-counters.ts';
import type { EngineCounters, EngineLoad } from '../engine-counters.ts';

const drafted = 'trtllm_spec_decode_drafted_tokens_total';
const accepted = 'trtllm_spec_decode_accepted_tokens_total';

/**
 * TensorRT-LLM's counters (tensorrt_llm/metrics/collector.py), its workers summed. They move when a request finishes. No
 * series counts drafts, but each of them proposes its first place: drafts are what was drafted there.
 */
export function readTrtLlmCounters(page: PrometheusPage): EngineCounters {
  const tokens = countedValue(page, 'trtllm_generation_tokens_total');
  const requests = countedValue(page, 'trtllm_request_success_total');
  const draftedPlaces = byPosition(page, drafted, 'token_position');
  const acceptedPlaces = byPosition(page, accepted, 'token_position');
  return {
    ...noCounters,
    tokens,
    accepted: total(acceptedPlaces) ?? countedValue(page, 'trtllm_spec_decode_num_accepted_tokens_total'),
    drafts: draftedPlaces === null ? null : (draftedPlaces[0] ?? 0),
    draftTokens: total(draftedPlaces) ?? countedValue(page, 'trtllm_spec_decode_num_draft_tokens_total'),
    acceptedByPosition: acceptedPlaces,
    prefills: requests,
    requests,
    generatedTokens: tokens,
  };
}

function total(places: readonly number[] | null): number | null {
  return places?.reduce((sum, count) => sum + count, 0) ?? null;
}

export function readTrtLlmLoad(page: PrometheusPage): EngineLoad {
  return {
    running: sampleValue(page, 'trtllm_num_requests_running'),
    waiting: sampleValue(page, 'trtllm_num_requests_waiting'),
    kvUse: sampleValue(page, 'trtllm_kv_cache_utilization'),
  };
}
