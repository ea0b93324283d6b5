import type { Kysely } from 'kysely';
import { ledgerColumns } from '../ledger/ledger-row.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { Tables } from '../tables.ts';

/** All of them or none. One that is there already is replaced: it may have been corrected since. */
export async function shipRows(tables: Kysely<Tables>, rows: readonly LedgerRow[]): Promise<void> {
  await tables
    .insertInto('requests')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => {
        const changes = ledgerColumns.slice(1).map((column) => [column, row.ref(`excluded.${column}`)]);
        return Object.fromEntries(changes) as object;
      }),
    )
    .execute();
}
