import type { LedgerRow } from '../ledger/ledger-row.ts';
import { testRow } from './test-rows.ts';

export const firstDayMs = Date.UTC(2026, 10, 23);

/**
 * Two keys, two variants, two days, all that can be unknown, and decoding that overlaps: at mlp-0 two streams of one second
 * each, the second half a second after the first, so that the replica is busy for 1.5 s.
 */
export function usageRows(): readonly LedgerRow[] {
  const start = firstDayMs + 10_000;
  const stream = { ttft_seconds: 0.5, decode_seconds: 1, completion_tokens: 101, step_tokens: 101, steps: 60 };
  const band = { prompt_class: 'code', concurrency: 15, run: 'live.1.2' };
  return [
    testRow({ id: 'a', received_at_ms: start, ...stream, cost_nanos: 100 }),
    testRow({ id: 'b', received_at_ms: start + 500, ...stream, key_name: 'team-b', cost_nanos: 200, ...band }),
    testRow({
      id: 'c',
      received_at_ms: start,
      ...stream,
      variant: 'baseline',
      control: null,
      replica: 'base-0',
      steps: 101,
      decode_seconds: 2,
      accepted_tokens: 0,
      cost_nanos: null,
    }),
    testRow({
      id: 'd',
      received_at_ms: start + 86_400_000,
      outcome: 'client_gone',
      completion_tokens: 4,
      aborted_tokens: 4,
      discarded_tokens: 3,
      method: 'exact',
      steps: 3,
      step_tokens: 4,
      drafts: 2,
      draft_tokens: 8,
      accepted_tokens: 1,
      decode_seconds: null,
      ttft_seconds: null,
      cost_nanos: 50,
    }),
    testRow({
      id: 'e',
      received_at_ms: start,
      outcome: 'upstream_reset',
      prompt_tokens: null,
      completion_tokens: null,
      tokens_source: null,
      aborted_tokens: null,
      discarded_tokens: null,
      method: null,
      method_source: null,
      prefills: null,
      steps: null,
      step_tokens: null,
      accepted_tokens: null,
      decode_seconds: null,
      ttft_seconds: null,
      cost_nanos: null,
    }),
    testRow({ id: 'before', received_at_ms: firstDayMs - 1, ...stream }),
  ];
}
