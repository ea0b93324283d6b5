import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';
import { acceptedByPosition } from '../speculation/accepted-by-position.ts';
import type { StatedSpeculation } from '../speculation/stated-speculation.ts';

/**
 * `metrics.speculative_decoding` of a vLLM answer or of its usage event (from 0.29, with `--per-request-spec-decode-metrics`;
 * its docs/features/speculative_decoding/acceptance_metrics.md). Null without it, for `n` above 1, and without a speculator.
 */
export function readVllmSpeculation(answer: Readonly<Record<string, unknown>>): StatedSpeculation | null {
  const { metrics } = answer;
  const stated = isRecord(metrics) ? metrics['speculative_decoding'] : null;
  if (!isRecord(stated)) return null;
  const speculatedSteps = readCount(stated['num_spec_steps']);
  if (speculatedSteps === null) return null;
  return {
    speculatedSteps,
    accepted: readCount(stated['num_accepted_draft_tokens']),
    draftTokens: readCount(stated['num_draft_tokens']),
    acceptedByPosition: acceptedByPosition(stated['acceptance_histogram']),
    field: 'metrics.speculative_decoding',
  };
}
