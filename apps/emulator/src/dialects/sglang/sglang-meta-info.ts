import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import type { SglangSettings } from './sglang-settings.ts';

/** `finish_reason` as the tokenizer manager has it. */
export function sglangFinish(
  record: SequenceRecord,
  stoppedBy: string | null,
): { readonly type: string; readonly matched: string | number | null } {
  if (record.cause === 'length') return { type: 'length', matched: null };
  if (record.cause === 'stop') return { type: 'stop', matched: stoppedBy };
  return { type: 'stop', matched: record.tokens.at(-1)?.id ?? null };
}

/** `meta_info` of one sequence. */
export function sglangMetaInfo(
  settings: SglangSettings,
  answer: { readonly id: string; readonly weightVersion: string; readonly stoppedBy: string | null },
  record: SequenceRecord,
): object {
  const { type, matched } = sglangFinish(record, answer.stoppedBy);
  return {
    id: answer.id,
    finish_reason: type === 'length' ? { type, length: record.work.tokens } : { type, matched },
    prompt_tokens: record.promptTokens,
    weight_version: answer.weightVersion,
    total_retractions: 0,
    completion_tokens: record.work.tokens,
    cached_tokens: record.cachedTokens,
    e2e_latency: ((record.lastTokenAtMs ?? record.arrivedAtMs) - record.arrivedAtMs) / 1000,
    ...specFigures(settings, record),
  };
}

/**
 * `fill_spec_decoding_meta`: the length is of all tokens by the verifications, so the prefill's token is in it; proposed drafts are the verifications
 * times a constant; correct drafts are counted before the cut at an end. Nothing at all without a verification.
 */
function specFigures(settings: SglangSettings, { drafts, work }: SequenceRecord): object {
  const verifications = drafts.length;
  if (verifications === 0) return {};
  const proposed = verifications * settings.draftTokens;
  const correct = drafts.reduce((sum, draft) => sum + draft.matched, 0);
  const most = Math.max(...drafts.map((draft) => draft.matched));
  const histogram = Array.from(
    { length: most + 1 },
    (_, matched) => drafts.filter((draft) => draft.matched === matched).length,
  );
  return {
    spec_accept_rate: correct / proposed,
    spec_accept_length: work.tokens / verifications,
    spec_num_correct_drafts: correct,
    spec_num_proposed_drafts: proposed,
    spec_verify_ct: verifications,
    // Deprecated names of the same.
    spec_accepted_drafts: correct,
    spec_proposed_drafts: proposed,
    spec_correct_drafts_histogram: histogram,
    spec_accept_histogram: histogram,
  };
}

/** `sglext.spec_tokens_details`: the same figures, zeros where there are none. */
export function specTokensDetails(settings: SglangSettings, record: SequenceRecord): object {
  const figures: Readonly<Record<string, unknown>> = { ...specFigures(settings, record) };
  return {
    spec_accept_rate: figures['spec_accept_rate'] ?? 0,
    spec_accept_length: figures['spec_accept_length'] ?? 0,
    spec_cap_length: 0,
    spec_block_accept_length: 0,
    spec_num_correct_drafts: figures['spec_num_correct_drafts'] ?? 0,
    spec_num_proposed_drafts: figures['spec_num_proposed_drafts'] ?? 0,
    spec_verify_ct: figures['spec_verify_ct'] ?? 0,
    spec_correct_drafts_histogram: figures['spec_correct_drafts_histogram'] ?? [],
    spec_cap_lens_histogram: [],
  };
}
