import type { KeyEventRow } from './keys/key-event-row.ts';
import type { KeyRow } from './keys/key-row.ts';
import type { LedgerRow } from './ledger/ledger-row.ts';

/** The tables that SQLite and Postgres have in common. */
export interface Tables {
  readonly requests: LedgerRow;
  readonly api_keys: KeyRow;
  readonly key_events: KeyEventRow;
}
