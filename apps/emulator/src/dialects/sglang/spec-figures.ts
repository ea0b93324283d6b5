import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import type { SglangSettings } from './sglang-settings.ts';

/**
 * `fill_spec_decoding_meta`: the length is of all tokens by the verifications, so the prefill's token is in it; proposed drafts are the verifications
 * times a constant; correct drafts are counted before the cut at an end. Nothing at all without a verification.
 */
export function specFigures(settings: SglangSettings, { drafts, work }: SequenceRecord): object {
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
