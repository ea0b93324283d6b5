import { sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { noCounters } from '../engine-counters.ts';
import type { EngineCounters, EngineLoad } from '../engine-counters.ts';

/**
 * TGI's counters. `tgi_request_skipped_tokens` is observed once per request and step with (tokens emitted − 1), prefills
 * with 0: its sum is the accepted drafts, its count the steps. A histogram before 2.3, a summary since; `_sum` and
 * `_count` run since the start in both. `tgi_request_count` is not read: it counts chat requests twice.
 */
export function readTgiCounters(page: PrometheusPage): EngineCounters {
  return {
    ...noCounters,
    accepted: seriesValue(page, 'tgi_request_skipped_tokens', '_sum'),
    steps: seriesValue(page, 'tgi_request_skipped_tokens', '_count'),
    requests: seriesValue(page, 'tgi_request_success', ''),
    prefills: seriesValue(page, 'tgi_batch_next_size', '_sum'),
    generatedTokens: seriesValue(page, 'tgi_request_generated_tokens', '_sum'),
  };
}

/** What TGI is doing now. It sets the batch gauge at each decode step, so the very first prefill does not show. */
export function readTgiLoad(page: PrometheusPage): EngineLoad {
  return {
    running: seriesValue(page, 'tgi_batch_current_size', ''),
    waiting: seriesValue(page, 'tgi_queue_size', ''),
    kvUse: null,
  };
}

/** TGI writes a metric only after its first use: absent is 0, not unknown. */
function seriesValue(page: PrometheusPage, family: string, suffix: string): number {
  return sampleValue(page, family, `${family}${suffix}`) ?? 0;
}
