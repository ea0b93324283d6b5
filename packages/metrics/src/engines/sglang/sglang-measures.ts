import type { Measure } from '../measure.ts';
import { usageMeasures } from '../openai/usage-measures.ts';

const details = 'an SGLang that has return_spec_tokens_details (after 0.5.18)';
const metrics = '--enable-metrics';

export const sglangMeasures: readonly Measure[] = [
  ...usageMeasures({ cached: '--enable-cache-report', reasoning: '--reasoning-parser' }),
  {
    what: 'steps per request',
    method: 'exact',
    field: 'sglext.spec_tokens_details.spec_verify_ct',
    needs: details,
    caveat: 'one prefill step is added for each generation',
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
    field: 'sglext.spec_tokens_details.spec_verify_ct',
    needs: details,
    caveat: null,
  },
  {
    what: 'accepted per request',
    method: 'exact',
    field: 'sglext.spec_tokens_details.spec_num_correct_drafts',
    needs: details,
    caveat: 'proposed drafts are the verify calls times a fixed length: too many where drafts adapt',
  },
  {
    what: 'accepted per position per request',
    method: 'exact',
    field: 'sglext.spec_tokens_details.spec_correct_drafts_histogram',
    needs: details,
    caveat: null,
  },
  {
    what: 'steps of the engine',
    method: 'derived',
    field: 'sglang:num_requests_total + sglang:spec_verify_calls_total',
    needs: metrics,
    caveat: 'counted when a request finishes; cancelled ones never',
  },
  {
    what: 'drafts of the engine',
    method: 'exact',
    field: 'sglang:spec_verify_calls_total',
    needs: metrics,
    caveat: 'draft tokens are not counted',
  },
  {
    what: 'accepted of the engine',
    method: 'derived',
    field: 'sglang:generation_tokens_total − steps',
    needs: metrics,
    caveat: 'the spec_accept gauges are means of the last 40 iterations and go stale when idle: not used',
  },
  {
    what: 'running and waiting',
    method: 'exact',
    field: 'sglang:num_running_reqs, sglang:num_queue_reqs',
    needs: metrics,
    caveat: null,
  },
  { what: 'KV cache use', method: 'exact', field: 'sglang:token_usage', needs: metrics, caveat: null },
];
