import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ledgerColumns } from '../ledger/ledger-row.ts';
import type { LedgerValue } from '../ledger/ledger-row.ts';
import { numberOf, openSqlite } from '../sqlite/open-sqlite.ts';
import { sqliteReason } from '../sqlite/sqlite-failure.ts';
import type { SqliteReason } from '../sqlite/sqlite-failure.ts';

export interface OutboxFileOptions {
  readonly file: string;
  readonly synced: boolean;
  readonly maxBytes: number;
  readonly retentionMs: number;
  /** Rows are shipped elsewhere: those that are not yet are never removed. */
  readonly ships: boolean;
}

export interface DiskUse {
  readonly bytes: number;
  /** Of the pages that the limit allows, in [0, 1]. */
  readonly usedRatio: number;
}

type Row = readonly LedgerValue[];

/** From here on the oldest rows make room. */
const FULL_RATIO = 0.95;

/** Rows removed at a time: some milliseconds, in which no row is written. */
const REMOVED_AT_ONCE = 2000;

/**
 * The rows of the ledger in their SQLite file. Works synchronously, so it lives in a thread of its own. Writing the same
 * id again replaces the row, and has it shipped again.
 */
export class OutboxFile implements Disposable {
  readonly #options: OutboxFileOptions;
  readonly #database: DatabaseSync;
  readonly #upsert: StatementSync;
  readonly #removable: string;
  readonly #newestAtOpen: number;

  /** @throws SqliteUnusable */
  constructor(options: OutboxFileOptions) {
    this.#options = options;
    this.#database = openSqlite(options.file, options);
    this.#upsert = this.#database.prepare(upsertSql());
    this.#removable = options.ships ? 'shipped <> 0' : 'TRUE';
    this.#newestAtOpen = this.newestRowid;
  }

  get retentionMs(): number {
    return this.#options.retentionMs;
  }

  /** For whoever ships its rows. */
  get database(): DatabaseSync {
    return this.#database;
  }

  /**
   * Committed when it returns: all of them but those that the columns do not take, which are returned. Such a row is a bug
   * of ours, and must not keep the others out for ever.
   * @throws what SQLite says where none could be written.
   */
  write(rows: readonly Row[]): readonly Row[] {
    try {
      this.#insert(rows);
      return [];
    } catch (error) {
      const reason = sqliteReason(error);
      if (isOfTheRow(reason)) return this.#insertSound(rows);
      if (reason !== 'full' || this.#makeRoom() === 0) throw error;
      this.#insert(rows);
      return [];
    }
  }

  /** The newest row, as a number that only rises; 0: there is none. */
  get newestRowid(): number {
    return numberOf(this.#database, 'SELECT max(rowid) FROM requests');
  }

  /**
   * Removes rows that are past their retention, some at a time; returns how many. Rows that were there when the file was
   * opened are judged by their stamps, those written since by `agedRowid` (the last that is old enough) alone.
   */
  expire(nowMs: number, agedRowid: number): number {
    const before = Math.floor(nowMs - this.#options.retentionMs);
    const byStamp = `rowid <= ${this.#newestAtOpen} AND received_at_ms < ${before}`;
    return this.#remove(`(${byStamp} OR rowid <= ${agedRowid}) AND ${this.#removable}`);
  }

  /** Removes the oldest rows where the limit is near, before it is met; returns how many. */
  evict(): number {
    return this.diskUse().usedRatio < FULL_RATIO ? 0 : this.#makeRoom();
  }

  diskUse(): DiskUse {
    const pages = numberOf(this.#database, 'PRAGMA page_count');
    const free = numberOf(this.#database, 'PRAGMA freelist_count');
    const most = numberOf(this.#database, 'PRAGMA max_page_count');
    return { bytes: pages * numberOf(this.#database, 'PRAGMA page_size'), usedRatio: (pages - free) / most };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #insertSound(rows: readonly Row[]): readonly Row[] {
    return rows.filter((row) => {
      try {
        this.#insert([row]);
        return false;
      } catch (error) {
        if (!isOfTheRow(sqliteReason(error))) throw error;
        return true;
      }
    });
  }

  #insert(rows: readonly Row[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const row of rows) this.#upsert.run(...row);
      this.#database.exec('COMMIT');
    } catch (error) {
      // Some failures have rolled back by themselves.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #makeRoom(): number {
    try {
      return this.#remove(this.#removable);
    } catch {
      // Removing writes too: on a disk without a free byte nothing can be done from here.
      return 0;
    }
  }

  #remove(condition: string): number {
    const chosen = `SELECT rowid FROM requests WHERE ${condition} ORDER BY received_at_ms LIMIT ${REMOVED_AT_ONCE}`;
    return Number(this.#database.prepare(`DELETE FROM requests WHERE rowid IN (${chosen})`).run().changes);
  }
}

/** `invalid`: a value that SQLite was not even asked about. */
function isOfTheRow(reason: SqliteReason): boolean {
  return reason === 'constraint' || reason === 'invalid';
}

function upsertSql(): string {
  const columns = ledgerColumns.join(', ');
  const places = ledgerColumns.map(() => '?').join(', ');
  const changes = ledgerColumns.slice(1).map((column) => `${column} = excluded.${column}`);
  const update = [...changes, 'shipped = 0'].join(', ');
  return `INSERT INTO requests (${columns}) VALUES (${places}) ON CONFLICT (id) DO UPDATE SET ${update}`;
}
