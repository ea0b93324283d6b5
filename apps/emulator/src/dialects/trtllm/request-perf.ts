import type { SequenceRecord } from '../openai/run/sequence-record.ts';

/** One finished request on `GET /perf_metrics`. Times: seconds of the machine's clock. Without drafts there is no speculation in it. */
export function requestPerf(
  requestId: number,
  iterations: { readonly first: number; readonly last: number },
  record: SequenceRecord,
): object {
  const seconds = (atMs: number | null): number | null => (atMs === null ? null : atMs / 1000);
  const proposed = record.drafts.reduce((sum, draft) => sum + draft.proposed, 0);
  const accepted = record.drafts.reduce((sum, draft) => sum + draft.kept, 0);
  const speculation = {
    acceptance_rate: proposed === 0 ? 0 : accepted / proposed,
    total_accepted_draft_tokens: accepted,
    total_draft_tokens: proposed,
  };
  return {
    request_id: requestId,
    perf_metrics: {
      first_iter: iterations.first,
      last_iter: iterations.last,
      timing_metrics: {
        arrival_time: seconds(record.arrivedAtMs),
        first_scheduled_time: seconds(record.startedAtMs),
        first_token_time: seconds(record.firstTokenAtMs),
        last_token_time: seconds(record.lastTokenAtMs),
      },
      ...(proposed > 0 ? { speculative_decoding: speculation } : {}),
    },
  };
}
