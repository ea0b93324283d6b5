import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import type { VllmSettings } from './vllm-settings.ts';

/** The `metrics` of an answer; null where the launch or the call (n > 1, several prompts) has none. */
export function vllmRequestMetrics(settings: VllmSettings, records: readonly SequenceRecord[]): object | null {
  const [record] = records;
  if (record === undefined || records.length > 1) return null;
  const speculation = settings.draftTokens === 0 ? null : speculationOf(settings, record);
  if (!settings.requestTimes && speculation === null) return null;
  const unknown = {
    time_to_first_token_ms: null,
    generation_time_ms: null,
    queue_time_ms: null,
    mean_itl_ms: null,
    tokens_per_second: null,
  };
  return {
    ...(settings.requestTimes ? timesOf(record) : unknown),
    speculative_decoding: speculation,
  };
}

/** `build_per_request_timing_metrics`: generation is from first to last token, throughput counts from the start of scheduling. */
function timesOf(record: SequenceRecord): Record<string, number | null> {
  const { arrivedAtMs, startedAtMs, firstTokenAtMs, lastTokenAtMs, work } = record;
  if (startedAtMs === null || firstTokenAtMs === null || lastTokenAtMs === null) return {};
  const generationMs = lastTokenAtMs - firstTokenAtMs;
  const inferenceMs = lastTokenAtMs - startedAtMs;
  return {
    time_to_first_token_ms: firstTokenAtMs - arrivedAtMs,
    generation_time_ms: generationMs,
    queue_time_ms: startedAtMs - arrivedAtMs,
    mean_itl_ms: work.tokens > 1 ? generationMs / (work.tokens - 1) : null,
    tokens_per_second: inferenceMs > 0 ? work.tokens / (inferenceMs / 1000) : null,
  };
}

/** `metrics.speculative_decoding` (docs/features/speculative_decoding/acceptance_metrics.md): drafts are counted before the cut at an end. */
function speculationOf(settings: VllmSettings, { drafts }: SequenceRecord): object | null {
  const { requestSpeculation, draftTokens: k, traits } = settings;
  if (requestSpeculation === 'none') return null;
  const steps = drafts.length;
  const accepted = drafts.reduce((sum, draft) => sum + draft.matched, 0);
  const proposed = drafts.reduce((sum, draft) => sum + draft.proposed, 0);
  return {
    mean_acceptance_length: steps === 0 ? 1 : 1 + accepted / steps,
    draft_acceptance_rate: proposed === 0 ? 0 : accepted / proposed,
    acceptance_histogram: histogram(drafts, k),
    ...(traits.histogramByDraftLength ? { acceptance_histogram_by_draft_length: byDraftLength(drafts) } : {}),
    num_spec_steps: steps,
    num_accepted_draft_tokens: accepted,
    num_draft_tokens: proposed,
    num_spec_tokens: k,
    ...(requestSpeculation === 'detailed'
      ? {
          per_step_accepted: drafts.map((draft) => draft.matched),
          per_step_drafted: drafts.map((draft) => draft.proposed),
        }
      : {}),
  };
}

/** Index j: steps of which exactly j draft tokens were accepted; dense, 0 to k. */
function histogram(drafts: SequenceRecord['drafts'], k: number): number[] {
  return Array.from({ length: k + 1 }, (_, accepted) => drafts.filter((draft) => draft.matched === accepted).length);
}

function byDraftLength(drafts: SequenceRecord['drafts']): Record<string, number[]> {
  const lengths = [...new Set(drafts.map((draft) => draft.proposed))].sort((a, b) => a - b);
  return Object.fromEntries(
    lengths.map((length) => [
      String(length),
      histogram(
        drafts.filter((draft) => draft.proposed === length),
        length,
      ),
    ]),
  );
}
