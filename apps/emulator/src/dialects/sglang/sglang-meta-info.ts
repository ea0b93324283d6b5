import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sglangFinish } from './sglang-finish.ts';
import type { SglangSettings } from './sglang-settings.ts';
import { specFigures } from './spec-figures.ts';

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
