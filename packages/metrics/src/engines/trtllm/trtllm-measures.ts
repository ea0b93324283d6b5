import type { Measure } from '../measure.ts';
import { usageMeasures } from '../openai/usage-measures.ts';

const perf = 'return_perf_metrics: true';
const iterations = 'return_perf_metrics: true and enable_iter_perf_stats: true';
const counts = 'a version with choices[].speculative_decoding (pull request 19311)';

export const trtLlmMeasures: readonly Measure[] = [
  ...usageMeasures({ cached: null, reasoning: 'a version that states them' }),
  {
    what: 'steps per request',
    method: 'exact',
    field: 'choices[].speculative_decoding.num_spec_steps',
    needs: counts,
    caveat: null,
  },
  {
    what: 'steps per request',
    method: 'derived',
    field: 'usage.completion_tokens / choices[].avg_decoded_tokens_per_iter',
    needs: null,
    caveat: 'may be null; for n above 1 nothing is said',
  },
  {
    what: 'steps per request',
    method: 'estimated',
    field: 'events of the stream',
    needs: null,
    caveat: 'an event is a step, except that several may share one: acceleration is at most this. Streams only',
  },
  {
    what: 'drafts per request',
    method: 'exact',
    field: 'choices[].speculative_decoding.num_spec_steps',
    needs: counts,
    caveat: null,
  },
  {
    what: 'accepted per request',
    method: 'exact',
    field: 'choices[].speculative_decoding.total_accepted_draft_tokens',
    needs: counts,
    caveat: null,
  },
  {
    what: 'accepted per request',
    method: 'derived',
    field: 'usage.completion_tokens − steps',
    needs: null,
    caveat: null,
  },
  {
    what: 'accepted per position per request',
    method: 'exact',
    field: 'choices[].speculative_decoding.acceptance_histogram',
    needs: counts,
    caveat: null,
  },
  {
    what: 'steps of the engine',
    method: 'derived',
    field: 'trtllm_generation_tokens_total − accepted',
    needs: perf,
    caveat: 'counted when a request finishes',
  },
  {
    what: 'drafts of the engine',
    method: 'derived',
    field: 'trtllm_spec_decode_drafted_tokens_total{token_position="0"}',
    needs: perf,
    caveat: null,
  },
  {
    what: 'accepted of the engine',
    method: 'exact',
    field: 'Σ trtllm_spec_decode_accepted_tokens_total',
    needs: perf,
    caveat: null,
  },
  {
    what: 'accepted per position of the engine',
    method: 'exact',
    field: 'trtllm_spec_decode_accepted_tokens_total',
    needs: perf,
    caveat: null,
  },
  {
    what: 'running and waiting',
    method: 'exact',
    field: 'trtllm_num_requests_running, trtllm_num_requests_waiting',
    needs: iterations,
    caveat: null,
  },
  { what: 'KV cache use', method: 'exact', field: 'trtllm_kv_cache_utilization', needs: iterations, caveat: null },
];
