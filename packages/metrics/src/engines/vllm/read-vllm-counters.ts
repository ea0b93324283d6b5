import { countedValue, samplesOf } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { byPosition } from '../by-position.ts';
import { noCounters } from '../engine-counters.ts';
import type { EngineCounters, EngineLoad } from '../engine-counters.ts';

/**
 * vLLM's counters (vllm/v1/metrics/loggers.py, v1/spec_decode/metrics.py), its data-parallel engines summed. Its
 * inter-token histogram is observed once per request and engine step behind the first token, so that its count is the
 * decode steps, whether they were speculated or not; the TTFT histogram's count is the prefills.
 *
 * Accepted tokens are counted before an answer is cut at its end: steps + accepted is at least the tokens.
 */
export function readVllmCounters(page: PrometheusPage): EngineCounters {
  const prefills = countedValue(page, 'vllm:time_to_first_token_seconds', 'vllm:time_to_first_token_seconds_count');
  const decodeSteps = histogramCount(page, 'vllm:inter_token_latency_seconds') ?? olderDecodeSteps(page);
  const tokens = countedValue(page, 'vllm:generation_tokens');
  return {
    ...noCounters,
    tokens,
    steps: prefills === null || decodeSteps === null ? null : prefills + decodeSteps,
    accepted: countedValue(page, 'vllm:spec_decode_num_accepted_tokens'),
    drafts: countedValue(page, 'vllm:spec_decode_num_drafts'),
    draftTokens: countedValue(page, 'vllm:spec_decode_num_draft_tokens'),
    acceptedByPosition: byPosition(page, 'vllm:spec_decode_num_accepted_tokens_per_pos', 'position'),
    prefills,
    requests: countedValue(page, 'vllm:request_success'),
    generatedTokens: tokens,
  };
}

/** Before 0.11 the same histogram had this name, which was then removed. */
function olderDecodeSteps(page: PrometheusPage): number | null {
  return histogramCount(page, 'vllm:time_per_output_token_seconds');
}

function histogramCount(page: PrometheusPage, family: string): number | null {
  return countedValue(page, family, `${family}_count`);
}

export function readVllmLoad(page: PrometheusPage): EngineLoad {
  return {
    running: countedValue(page, 'vllm:num_requests_running'),
    waiting: countedValue(page, 'vllm:num_requests_waiting'),
    kvUse: fullest(page, 'vllm:kv_cache_usage_perc') ?? fullest(page, 'vllm:gpu_cache_usage_perc'),
  };
}

/** Of several engines the one whose cache is fullest. The second name is the one before 0.11. */
function fullest(page: PrometheusPage, family: string): number | null {
  const samples = samplesOf(page, family, family) ?? [];
  return samples.length === 0 ? null : Math.max(...samples.map(({ value }) => value));
}
