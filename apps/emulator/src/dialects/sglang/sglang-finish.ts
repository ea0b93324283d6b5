import type { SequenceRecord } from '../openai/run/sequence-record.ts';

/** `finish_reason` as the tokenizer manager has it. */
export function sglangFinish(
  record: SequenceRecord,
  stoppedBy: string | null,
): { readonly type: string; readonly matched: string | number | null } {
  if (record.cause === 'length') return { type: 'length', matched: null };
  if (record.cause === 'stop') return { type: 'stop', matched: stoppedBy };
  return { type: 'stop', matched: record.tokens.at(-1)?.id ?? null };
}
