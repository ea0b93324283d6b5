import type { Measure } from '../measure.ts';
import { usageMeasures } from '../openai/usage-measures.ts';

const summary = 'vLLM 0.29 or later with --per-request-spec-decode-metrics summary';
const statistics = 'not started with --disable-log-stats';

export const vllmMeasures: readonly Measure[] = [
  ...usageMeasures({
    cached: '--enable-prompt-tokens-details',
    reasoning: 'a version and a reasoning parser that state them',
  }),
  {
    what: 'steps per request',
    method: 'exact',
    field: 'metrics.speculative_decoding.num_spec_steps',
    needs: summary,
    caveat: 'steps without a draft follow from the tokens; for n above 1 nothing is said',
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
    field: 'metrics.speculative_decoding.num_spec_steps',
    needs: summary,
    caveat: null,
  },
  {
    what: 'accepted per request',
    method: 'exact',
    field: 'metrics.speculative_decoding.num_accepted_draft_tokens',
    needs: summary,
    caveat: 'counted before the answer is cut at its end',
  },
  {
    what: 'accepted per position per request',
    method: 'exact',
    field: 'metrics.speculative_decoding.acceptance_histogram',
    needs: summary,
    caveat: null,
  },
  {
    what: 'steps of the engine',
    method: 'exact',
    field: 'vllm:time_to_first_token_seconds_count + vllm:inter_token_latency_seconds_count',
    needs: statistics,
    caveat: null,
  },
  {
    what: 'drafts of the engine',
    method: 'exact',
    field: 'vllm:spec_decode_num_drafts_total',
    needs: statistics,
    caveat: 'steps without a draft are none, padded ones are',
  },
  {
    what: 'accepted of the engine',
    method: 'exact',
    field: 'vllm:spec_decode_num_accepted_tokens_total',
    needs: statistics,
    caveat: 'counted before answers are cut at their end',
  },
  {
    what: 'accepted per position of the engine',
    method: 'exact',
    field: 'vllm:spec_decode_num_accepted_tokens_per_pos_total',
    needs: statistics,
    caveat: 'drafted per position is not exported: late positions of drafts of varying length look worse than they are',
  },
  {
    what: 'running and waiting',
    method: 'exact',
    field: 'vllm:num_requests_running, vllm:num_requests_waiting',
    needs: statistics,
    caveat: null,
  },
  { what: 'KV cache use', method: 'exact', field: 'vllm:kv_cache_usage_perc', needs: statistics, caveat: null },
];
