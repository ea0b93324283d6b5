import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { SequenceRecord } from '../run/sequence-record.ts';

/** Sums over the sequences of one answer. A prompt is counted once, however many sequences it has. */
export interface UsageCounts {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
  readonly reasoning: number;
}

/** `n`: sequences per prompt. Completion tokens are twice as many and seven more when the fault `wrong-usage` struck. */
export function usageCounts(
  records: readonly SequenceRecord[],
  n: number,
  reasoningTokens: number,
  faults: RequestFaults,
): UsageCounts {
  const firsts = records.filter((record) => record.index % n === 0);
  const sum = (of: readonly SequenceRecord[], count: (record: SequenceRecord) => number): number =>
    of.reduce((total, record) => total + count(record), 0);
  const made = sum(records, (record) => record.work.tokens);
  return {
    prompt: sum(firsts, (record) => record.promptTokens),
    completion: faults.has('wrong-usage') ? 2 * made + 7 : made,
    cached: sum(firsts, (record) => record.cachedTokens),
    reasoning: sum(records, (record) => Math.min(reasoningTokens, record.work.tokens)),
  };
}
