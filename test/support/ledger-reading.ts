import { DatabaseSync } from 'node:sqlite';
import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import type { FinishedRequest } from './ledger-traffic.ts';

/** The rows of a ledger's file, also while its gateway runs. */
export function readLedger(file: string): readonly LedgerRow[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('SELECT * FROM requests').all() as unknown as readonly LedgerRow[];
  } finally {
    database.close();
  }
}

/** What is wrong between the requests that clients have finished and the rows: nothing, one hopes. */
export function unbooked(finished: readonly FinishedRequest[], rows: readonly LedgerRow[]): readonly string[] {
  const byRequest = Map.groupBy(rows, (row) => row.request_id);
  return finished.flatMap(({ id, completionTokens }) => {
    const booked = byRequest.get(id) ?? [];
    if (booked.length !== 1) return [`${id}: ${booked.length} rows`];
    const tokens = booked[0]?.completion_tokens ?? null;
    return tokens === completionTokens ? [] : [`${id}: ${tokens} tokens booked, ${completionTokens} given`];
  });
}

export function tokensOf(rows: readonly LedgerRow[]): number {
  return rows.reduce((sum, row) => sum + (row.completion_tokens ?? 0) + (row.discarded_tokens ?? 0), 0);
}
