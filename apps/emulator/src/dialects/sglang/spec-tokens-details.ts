import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import type { SglangSettings } from './sglang-settings.ts';
import { specFigures } from './spec-figures.ts';

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
