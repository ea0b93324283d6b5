import type { Measure } from '../measure.ts';
import { firstToken } from '../openai/usage-measures.ts';

const metrics = '--metrics';
const speculationMetrics = '--metrics, and a build from August 2026 on';

export const llamaCppMeasures: readonly Measure[] = [
  {
    what: 'prompt tokens',
    method: 'exact',
    field: 'timings.prompt_n + timings.cache_n',
    needs: null,
    caveat: null,
  },
  { what: 'completion tokens', method: 'exact', field: 'timings.predicted_n', needs: null, caveat: null },
  { what: 'cached tokens', method: 'exact', field: 'timings.cache_n', needs: null, caveat: null },
  firstToken,
  {
    what: 'steps per request',
    method: 'derived',
    field: 'timings.predicted_n − timings.draft_n_accepted',
    needs: null,
    caveat: 'what a stop cut off within a step makes them a little many',
  },
  {
    what: 'steps per request',
    method: 'estimated',
    field: 'bursts of events',
    needs: null,
    caveat: 'for streams that were cut before their timings came',
  },
  {
    what: 'accepted per request',
    method: 'exact',
    field: 'timings.draft_n_accepted',
    needs: null,
    caveat: 'the number of drafts is not on the wire, so there is no mean acceptance length per request',
  },
  {
    what: 'steps of the engine',
    method: 'derived',
    field: 'llamacpp:tokens_predicted_total − accepted',
    needs: speculationMetrics,
    caveat: 'counted at the end, cancelled answers never; above 999,999 printed with six digits',
  },
  {
    what: 'drafts of the engine',
    method: 'exact',
    field: 'llamacpp:spec_decode_num_drafts_total',
    needs: speculationMetrics,
    caveat: 'above 999,999 printed with six digits',
  },
  {
    what: 'accepted of the engine',
    method: 'exact',
    field: 'Σ llamacpp:spec_decode_num_accepted_tokens_per_pos_total',
    needs: speculationMetrics,
    caveat: 'the sum by position is exact where the total is rounded',
  },
  {
    what: 'accepted per position of the engine',
    method: 'exact',
    field: 'llamacpp:spec_decode_num_accepted_tokens_per_pos_total',
    needs: speculationMetrics,
    caveat: null,
  },
  {
    what: 'running and waiting',
    method: 'exact',
    field: 'llamacpp:requests_processing, llamacpp:requests_deferred',
    needs: metrics,
    caveat: null,
  },
  {
    what: 'KV cache use',
    method: 'exact',
    field: 'llamacpp:kv_cache_usage_ratio',
    needs: 'a build before May 2025',
    caveat: null,
  },
];
