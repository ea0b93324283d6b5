import { parsePrometheusText } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { describe, expect, it } from 'vitest';
import { noCounters } from '../engine-counters.ts';
import { readTgiCounters, readTgiLoad } from './read-tgi-counters.ts';

function page(text: string): PrometheusPage {
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return parsed.page;
}

const summary = `# TYPE tgi_request_skipped_tokens summary
tgi_request_skipped_tokens{quantile="0"} 0
tgi_request_skipped_tokens{quantile="0.5"} 0.9999999
tgi_request_skipped_tokens_sum 727
tgi_request_skipped_tokens_count 1000
# TYPE tgi_request_count counter
tgi_request_count 20
# TYPE tgi_request_success counter
tgi_request_success 9
# TYPE tgi_batch_next_size histogram
tgi_batch_next_size_bucket{le="1"} 8
tgi_batch_next_size_bucket{le="+Inf"} 9
tgi_batch_next_size_sum 10
tgi_batch_next_size_count 9
# TYPE tgi_request_generated_tokens histogram
tgi_request_generated_tokens_bucket{le="+Inf"} 9
tgi_request_generated_tokens_sum 1700
tgi_request_generated_tokens_count 9
# TYPE tgi_batch_current_size gauge
tgi_batch_current_size 3
# TYPE tgi_queue_size gauge
tgi_queue_size 2
`;

describe('readTgiCounters', () => {
  it('reads the summary of TGI from 2.3 on', () => {
    expect(readTgiCounters(page(summary))).toEqual({
      ...noCounters,
      accepted: 727,
      steps: 1000,
      requests: 9,
      prefills: 10,
      generatedTokens: 1700,
    });
  });

  it('reads the histogram of TGI before 2.3', () => {
    const histogram = `# TYPE tgi_request_skipped_tokens histogram
tgi_request_skipped_tokens_bucket{le="0"} 600
tgi_request_skipped_tokens_bucket{le="3"} 1000
tgi_request_skipped_tokens_bucket{le="+Inf"} 1000
tgi_request_skipped_tokens_sum 700
tgi_request_skipped_tokens_count 1000
`;
    expect(readTgiCounters(page(histogram))).toMatchObject({ accepted: 700, steps: 1000 });
  });

  it('takes what is absent for 0: a fresh TGI writes nothing', () => {
    const nothing = { ...noCounters, accepted: 0, steps: 0, requests: 0, prefills: 0, generatedTokens: 0 };
    expect(readTgiCounters(page(''))).toEqual(nothing);
  });
});

describe('readTgiLoad', () => {
  it('reads the batch and the queue, and 0 where neither was used yet', () => {
    expect(readTgiLoad(page(summary))).toEqual({ running: 3, waiting: 2, kvUse: null });
    expect(readTgiLoad(page(''))).toEqual({ running: 0, waiting: 0, kvUse: null });
  });
});
