import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ledgerColumns } from '../ledger/ledger-row.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';

/** The rows of the outbox that are not in the shared database yet. */
export class UnshippedRows {
  readonly #database: DatabaseSync;
  readonly #oldest: StatementSync;
  readonly #mark: StatementSync;
  readonly #setAside: StatementSync;
  readonly #state: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const columns = ledgerColumns.join(', ');
    this.#oldest = database.prepare(
      `SELECT ${columns} FROM requests WHERE shipped = 0 ORDER BY received_at_ms LIMIT ?`,
    );
    this.#mark = database.prepare('UPDATE requests SET shipped = 1 WHERE id = ? AND outcome = ?');
    this.#setAside = database.prepare('UPDATE requests SET shipped = 2 WHERE id = ?');
    this.#state = database.prepare(
      'SELECT count(*) AS n, min(received_at_ms) AS oldest FROM requests WHERE shipped = 0',
    );
  }

  oldest(most: number): readonly LedgerRow[] {
    return this.#oldest.all(most) as unknown as readonly LedgerRow[];
  }

  /** A row that was corrected while it was under way has another outcome: it is still to be shipped. */
  mark(rows: readonly LedgerRow[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { id, outcome } of rows) this.#mark.run(id, outcome);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** The shared database will never take it: it stays in the file, out of the others' way. */
  setAside({ id }: LedgerRow): void {
    this.#setAside.run(id);
  }

  state(nowMs: number): { readonly rows: number; readonly lagSeconds: number } {
    const { n, oldest } = this.#state.get() as { n: number; oldest: number | null };
    return { rows: n, lagSeconds: oldest === null ? 0 : Math.max(0, nowMs - oldest) / 1000 };
  }
}
