import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import type { Difference } from './difference.ts';
import type { Seen } from './make-visit.ts';
import type { Visit } from './plan-visit.ts';
import { isWhole } from './row-differences.ts';

/**
 * What a client saw against the rows of its request, of which there is exactly one. Of a client that left, nothing is
 * compared but what it had got: whether it left before the end, or just behind it, only the gateway can know.
 */
export function clientDifferences(visit: Visit, seen: Seen, rows: readonly LedgerRow[]): readonly Difference[] {
  const differ = (what: string, found: number | string | null, wanted: number | string | null): Difference => ({
    between: 'ledger and clients',
    variant: visit.variant,
    request: visit.id,
    what,
    found,
    wanted,
  });
  const [row] = rows;
  if (row === undefined || rows.length !== 1) return [differ('rows', rows.length, 1)];
  const differences: Difference[] = [];
  const { outcome, variant, completion_tokens: booked } = row;
  if (variant !== visit.variant) differences.push(differ('variant', variant, visit.variant));
  if (seen.ending !== 'left' && outcome !== seen.ending) differences.push(differ('outcome', outcome, seen.ending));
  const told = seen.completionTokens;
  if (told === null || booked === null) return differences;
  if (seen.ending !== 'left' && isWhole({ row, visit }) && told !== booked) {
    differences.push(differ('completion tokens', booked, told));
  }
  if (told > booked) differences.push(differ('completion tokens', booked, `≥ ${told}`));
  return differences;
}
