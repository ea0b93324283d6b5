import { describe, expect, it } from 'vitest';
import { emissionOf } from '../../counters/emission.ts';
import { noCounters } from '../engine-counters.ts';
import { pageOf } from '../page-fixture.ts';
import { readTrtLlmCounters, readTrtLlmLoad } from './read-trtllm-counters.ts';

/** Two workers. Only places that have counted something have a series. */
const page = `# TYPE trtllm_generation_tokens_total counter
trtllm_generation_tokens_total{model_name="m",engine_type="trtllm"} 150.0
# TYPE trtllm_request_success_total counter
trtllm_request_success_total{finished_reason="stop",worker="0"} 4.0
trtllm_request_success_total{finished_reason="length",worker="1"} 6.0
# TYPE trtllm_spec_decode_drafted_tokens_total counter
trtllm_spec_decode_drafted_tokens_total{token_position="0",worker="0"} 10.0
trtllm_spec_decode_drafted_tokens_total{token_position="0",worker="1"} 20.0
trtllm_spec_decode_drafted_tokens_total{token_position="1",worker="0"} 10.0
trtllm_spec_decode_drafted_tokens_total{token_position="1",worker="1"} 20.0
trtllm_spec_decode_drafted_tokens_total{token_position="2",worker="0"} 10.0
# TYPE trtllm_spec_decode_drafted_tokens_created gauge
trtllm_spec_decode_drafted_tokens_created{token_position="0"} 1.79e+09
# TYPE trtllm_spec_decode_accepted_tokens_total counter
trtllm_spec_decode_accepted_tokens_total{token_position="0",worker="0"} 10.0
trtllm_spec_decode_accepted_tokens_total{token_position="0",worker="1"} 20.0
trtllm_spec_decode_accepted_tokens_total{token_position="2",worker="1"} 10.0
# TYPE trtllm_spec_decode_acceptance_length gauge
trtllm_spec_decode_acceptance_length 2.4
# TYPE trtllm_num_requests_running gauge
trtllm_num_requests_running 3.0
# TYPE trtllm_num_requests_waiting gauge
trtllm_num_requests_waiting 0.0
# TYPE trtllm_kv_cache_utilization gauge
trtllm_kv_cache_utilization 0.4
`;

describe('readTrtLlmCounters', () => {
  const counters = readTrtLlmCounters(pageOf(page));

  it('sums its workers, with 0 for a place that has no series, and drafts from their first place', () => {
    expect(counters).toEqual({
      ...noCounters,
      tokens: 150,
      accepted: 40,
      drafts: 30,
      draftTokens: 70,
      acceptedByPosition: [30, 0, 10],
      prefills: 10,
      requests: 10,
      generatedTokens: 150,
    });
  });

  it('works out the steps from the tokens and what was kept', () => {
    expect(emissionOf(counters, { draftTokens: 3 })).toEqual({ tokens: 150, steps: 110, accepted: 40 });
  });

  it('has kept nothing where the series are declared and none has counted', () => {
    const declared = `# TYPE trtllm_spec_decode_drafted_tokens_total counter
# TYPE trtllm_spec_decode_accepted_tokens_total counter
# TYPE trtllm_generation_tokens_total counter
trtllm_generation_tokens_total 20
`;
    const idle = readTrtLlmCounters(pageOf(declared));
    expect(idle).toMatchObject({ accepted: 0, drafts: 0, draftTokens: 0, acceptedByPosition: [] });
    expect(emissionOf(idle, { draftTokens: 3 }).steps).toBe(20);
  });

  it('takes the counts of iterations where those of requests are not there', () => {
    const iterations = 'trtllm_spec_decode_num_accepted_tokens_total 8\ntrtllm_spec_decode_num_draft_tokens_total 20\n';
    expect(readTrtLlmCounters(pageOf(iterations))).toEqual({ ...noCounters, accepted: 8, draftTokens: 20 });
  });
});

describe('readTrtLlmLoad', () => {
  it('reads what runs, waits and fills the cache; nothing without iteration statistics', () => {
    expect(readTrtLlmLoad(pageOf(page))).toEqual({ running: 3, waiting: 0, kvUse: 0.4 });
    expect(readTrtLlmLoad(pageOf(''))).toEqual({ running: null, waiting: null, kvUse: null });
  });
});
