import { describe, expect, it } from 'vitest';
import { emissionOf } from '../../counters/emission.ts';
import { noCounters } from '../engine-counters.ts';
import { pageOf } from '../page-fixture.ts';
import { readVllmCounters, readVllmLoad } from './read-vllm-counters.ts';

/** As prometheus_client writes it, of two data-parallel engines: `_created` gauges beside the counters. */
const page = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3.0
vllm:num_requests_running{engine="1",model_name="m"} 1.0
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
vllm:num_requests_waiting{engine="1",model_name="m"} 0.0
# TYPE vllm:num_requests_waiting_by_reason gauge
vllm:num_requests_waiting_by_reason{engine="0",model_name="m",reason="capacity"} 2.0
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total{engine="0",model_name="m"} 1.1e+03
vllm:generation_tokens_total{engine="1",model_name="m"} 100.0
# TYPE vllm:generation_tokens_created gauge
vllm:generation_tokens_created{engine="0",model_name="m"} 1.790000000e+09
# TYPE vllm:request_success_total counter
vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} 6.0
vllm:request_success_total{engine="0",finished_reason="length",model_name="m"} 3.0
vllm:request_success_total{engine="1",finished_reason="stop",model_name="m"} 1.0
# TYPE vllm:time_to_first_token_seconds histogram
vllm:time_to_first_token_seconds_bucket{engine="0",le="0.001",model_name="m"} 0.0
vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 9.0
vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 9.0
vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 0.9
vllm:time_to_first_token_seconds_count{engine="1",model_name="m"} 1.0
# TYPE vllm:time_to_first_token_seconds_created gauge
vllm:time_to_first_token_seconds_created{engine="0",model_name="m"} 1.79e+09
# TYPE vllm:inter_token_latency_seconds histogram
vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="m"} 440.0
vllm:inter_token_latency_seconds_count{engine="0",model_name="m"} 440.0
vllm:inter_token_latency_seconds_count{engine="1",model_name="m"} 40.0
# TYPE vllm:spec_decode_num_drafts_total counter
vllm:spec_decode_num_drafts_total{engine="0",model_name="m"} 430.0
vllm:spec_decode_num_drafts_total{engine="1",model_name="m"} 40.0
# TYPE vllm:spec_decode_num_drafts_created gauge
vllm:spec_decode_num_drafts_created{engine="0",model_name="m"} 1.79e+09
# TYPE vllm:spec_decode_num_draft_tokens_total counter
vllm:spec_decode_num_draft_tokens_total{engine="0",model_name="m"} 1410.0
# TYPE vllm:spec_decode_num_accepted_tokens_total counter
vllm:spec_decode_num_accepted_tokens_total{engine="0",model_name="m"} 720.0
# TYPE vllm:spec_decode_num_accepted_tokens_per_pos_total counter
vllm:spec_decode_num_accepted_tokens_per_pos_total{engine="0",model_name="m",position="0"} 400.0
vllm:spec_decode_num_accepted_tokens_per_pos_total{engine="0",model_name="m",position="1"} 200.0
vllm:spec_decode_num_accepted_tokens_per_pos_total{engine="1",model_name="m",position="0"} 30.0
vllm:spec_decode_num_accepted_tokens_per_pos_total{engine="0",model_name="m",position="2"} 90.0
# TYPE vllm:spec_decode_num_accepted_tokens_per_pos_created gauge
vllm:spec_decode_num_accepted_tokens_per_pos_created{engine="0",model_name="m",position="0"} 1.79e+09
`;

describe('readVllmCounters', () => {
  it('sums the data-parallel engines, and takes no _created stamp for a count', () => {
    expect(readVllmCounters(pageOf(page))).toEqual({
      tokens: 1200,
      steps: 10 + 480,
      accepted: 720,
      drafts: 470,
      draftTokens: 1410,
      acceptedByPosition: [430, 200, 90],
      prefills: 10,
      requests: 10,
      generatedTokens: 1200,
      resolution: 1,
    });
  });

  it('reads the same page in OpenMetrics, where _created belongs to the counter', () => {
    const openMetrics = `# TYPE vllm:generation_tokens counter
vllm:generation_tokens_total{engine="0"} 1200.0
vllm:generation_tokens_created{engine="0"} 1.79e+09
# EOF
`;
    expect(readVllmCounters(pageOf(openMetrics))).toEqual({ ...noCounters, tokens: 1200, generatedTokens: 1200 });
  });

  it('takes what is not on the page for unknown: a server without a speculator, or without statistics', () => {
    const plain = page.split('# TYPE vllm:spec_decode')[0]!;
    expect(readVllmCounters(pageOf(plain))).toMatchObject({ steps: 490, accepted: null, drafts: null });
    expect(readVllmCounters(pageOf(''))).toEqual(noCounters);
  });

  it('reads the decode steps of versions before 0.11 by the name that the histogram had', () => {
    const older = page.replaceAll('vllm:inter_token_latency_seconds', 'vllm:time_per_output_token_seconds');
    expect(readVllmCounters(pageOf(older)).steps).toBe(490);
  });

  it('tells all tokens by steps, those of steps without a draft included', () => {
    const emission = emissionOf(readVllmCounters(pageOf(page)), { draftTokens: 3 });
    // 720 were kept, of which 10 were cut off at the ends of answers: steps + kept is more than the tokens.
    expect(emission).toEqual({ tokens: 1200, steps: 490, accepted: 720 });
  });
});

describe('readVllmLoad', () => {
  it('sums what runs and waits, and gives the fullest cache; not the waiting by reason', () => {
    expect(readVllmLoad(pageOf(page))).toEqual({ running: 4, waiting: 2, kvUse: 0.75 });
  });

  it('reads the name that the cache had before 0.11, and knows nothing without one', () => {
    const older = page.replaceAll('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc');
    expect(readVllmLoad(pageOf(older)).kvUse).toBe(0.75);
    expect(readVllmLoad(pageOf(''))).toEqual({ running: null, waiting: null, kvUse: null });
  });
});
