import { describe, expect, it } from 'vitest';
import { noCounters } from '../engine-counters.ts';
import { pageOf } from '../page-fixture.ts';
import { readSglangCounters, readSglangLoad, sglangEmission } from './read-sglang-counters.ts';

/** Two data-parallel groups of two tensor-parallel ranks, metrics of all ranks switched on. */
const page = `# TYPE sglang:num_running_reqs gauge
sglang:num_running_reqs{model_name="m",engine_type="unified",tp_rank="0",pp_rank="0",dp_rank="0"} 3.0
sglang:num_running_reqs{model_name="m",engine_type="unified",tp_rank="1",pp_rank="0",dp_rank="0"} 3.0
sglang:num_running_reqs{model_name="m",engine_type="unified",tp_rank="0",pp_rank="0",dp_rank="1"} 2.0
# TYPE sglang:num_queue_reqs gauge
sglang:num_queue_reqs{model_name="m",tp_rank="0",dp_rank="0"} 1.0
sglang:num_queue_reqs{model_name="m",tp_rank="1",dp_rank="0"} 1.0
# TYPE sglang:token_usage gauge
sglang:token_usage{model_name="m",tp_rank="0",dp_rank="0"} 0.25
sglang:token_usage{model_name="m",tp_rank="0",dp_rank="1"} 0.5
# TYPE sglang:spec_accept_length gauge
sglang:spec_accept_length{model_name="m",tp_rank="0",dp_rank="0"} 3.9
# TYPE sglang:spec_accept_rate gauge
sglang:spec_accept_rate{model_name="m",tp_rank="0",dp_rank="0"} 0.97
# TYPE sglang:generation_tokens_total counter
sglang:generation_tokens_total{model_name="m",is_streaming="true"} 900.0
sglang:generation_tokens_total{model_name="m",is_streaming="false"} 100.0
# TYPE sglang:generation_tokens_created gauge
sglang:generation_tokens_created{model_name="m",is_streaming="true"} 1.79e+09
# TYPE sglang:num_requests_total counter
sglang:num_requests_total{model_name="m",is_streaming="true"} 8.0
sglang:num_requests_total{model_name="m",is_streaming="false"} 2.0
# TYPE sglang:spec_verify_calls_total counter
sglang:spec_verify_calls_total{model_name="m"} 396.0
sglang:spec_verify_calls_total_created{model_name="m"} 1.79e+09
# TYPE sglang:inter_token_latency_seconds histogram
sglang:inter_token_latency_seconds_bucket{model_name="m",le="+Inf"} 990.0
sglang:inter_token_latency_seconds_count{model_name="m"} 990.0
`;

describe('readSglangCounters', () => {
  const counters = readSglangCounters(pageOf(page));

  it('sums over is_streaming, which only some of its counters have', () => {
    expect(counters).toEqual({
      ...noCounters,
      tokens: 1000,
      drafts: 396,
      prefills: 10,
      requests: 10,
      generatedTokens: 1000,
    });
  });

  it('makes steps of prefills and verify calls; the inter-token histogram counts tokens', () => {
    expect(sglangEmission(counters, { draftTokens: 3 })).toEqual({ tokens: 1000, steps: 406, accepted: 594 });
  });

  it('has a step for every token without a speculator, whatever the page says of verify calls', () => {
    expect(sglangEmission({ ...counters, drafts: 0 }, { draftTokens: 0 })).toMatchObject({ steps: 1000, accepted: 0 });
    expect(sglangEmission({ ...counters, drafts: null }, { draftTokens: 0 })).toMatchObject({ steps: 1000 });
  });

  it('has a step for every token that was made without a verify call, whatever is said of the variant', () => {
    expect(sglangEmission({ ...counters, drafts: 0 }, { draftTokens: null })).toEqual({
      tokens: 1000,
      steps: 1000,
      accepted: 0,
    });
    // Ten requests of one token each: their prefills are all the steps.
    expect(sglangEmission({ ...counters, tokens: 10, drafts: 0 }, { draftTokens: 3 })).toMatchObject({ steps: 10 });
  });

  it('reads 0 where the counter is declared and was not used, and does not know where it is not there', () => {
    const declared = '# TYPE sglang:spec_verify_calls_total counter\n';
    expect(readSglangCounters(pageOf(declared)).drafts).toBe(0);
    expect(readSglangCounters(pageOf('')).drafts).toBeNull();
    expect(sglangEmission({ ...counters, drafts: null }, { draftTokens: 3 })).toMatchObject({ steps: null });
  });

  it('makes nothing of the gauges of acceptance: they keep the last busy value when all is idle', () => {
    const gauges = page.split('# TYPE sglang:generation_tokens_total')[0]!;
    expect(readSglangCounters(pageOf(gauges))).toEqual(noCounters);
  });
});

describe('readSglangLoad', () => {
  it('counts a group once, though each of its ranks repeats the gauge', () => {
    expect(readSglangLoad(pageOf(page))).toEqual({ running: 5, waiting: 1, kvUse: 0.5 });
  });

  it('reads a server of one rank, without a rank label', () => {
    expect(readSglangLoad(pageOf('sglang:num_running_reqs{model_name="m"} 7\n'))).toEqual({
      running: 7,
      waiting: null,
      kvUse: null,
    });
  });
});
