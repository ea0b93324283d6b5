import type { RequestRecord } from '../run/request-record.ts';
import type { Flag } from './bench-row.ts';

/** A few greedy answers always differ (rounding ties, other batches); as a whole they are as long. */
const largestShare = 0.05;

/**
 * Set when the variant's answers are longer or shorter in all than the control's to the same prompts. TPOT is by token
 * and still compares; requests per second no longer do, and the variant does not seem to say the same.
 */
export function lengthFlag(control: readonly RequestRecord[], variant: readonly RequestRecord[]): Flag | null {
  const expected = new Map(
    control.flatMap((record) => (record.failure === null ? [[record.index, record.tokens]] : [])),
  );
  let [controlTokens, variantTokens] = [0, 0];
  for (const { failure, index, tokens } of variant) {
    const other = expected.get(index) ?? null;
    if (failure !== null || tokens === null || other === null) continue;
    controlTokens += other;
    variantTokens += tokens;
  }
  if (Math.abs(variantTokens - controlTokens) <= largestShare * controlTokens) return null;
  const message = `its answers have ${variantTokens} tokens where the control's to the same prompts have ${controlTokens}`;
  return { code: 'lengths-differ', message };
}
