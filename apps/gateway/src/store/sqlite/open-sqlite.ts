import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explainSqlite } from './sqlite-failure.ts';
import { sqliteSchema } from './sqlite-schema.ts';

/** Others of our processes hold the file for milliseconds; whoever holds it longer has a problem that must be seen. */
const LOCK_WAIT_MS = 2000;

/** Up to this size a file is looked through when it is opened: a second or so. Larger ones show damage when it is met. */
const LOOKED_THROUGH_BYTES = 256 * 1024 ** 2;

export interface SqliteOptions {
  /** Waits for the disk at each commit: a row survives the machine, not only the process. */
  readonly synced: boolean;
  /** The file grows no further. */
  readonly maxBytes: number;
}

/** The file cannot be used; the message says why, and what to do. */
export class SqliteUnusable extends Error {
  override readonly name = 'SqliteUnusable';
}

/**
 * Opens the database, makes it and its folder where there is none, and brings it up to date.
 * @throws SqliteUnusable
 */
export function openSqlite(file: string, { synced, maxBytes }: SqliteOptions): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    makePrivate(file);
    database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synced ? 'FULL' : 'NORMAL'};`);
    const pageSize = numberOf(database, 'PRAGMA page_size');
    lookThrough(database, pageSize);
    bringUpToDate(database, file);
    database.exec(`PRAGMA max_page_count = ${Math.max(64, Math.floor(maxBytes / pageSize))}`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof SqliteUnusable) throw error;
    throw new SqliteUnusable(explainSqlite(file, error), { cause: error });
  }
}

/** Who used what, and hashes of keys, are no other user's business. What is there already keeps its modes. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

export function numberOf(database: DatabaseSync, sql: string): number {
  const row = database.prepare(sql).get();
  return Number(Object.values(row ?? {})[0] ?? 0);
}

function lookThrough(database: DatabaseSync, pageSize: number): void {
  if (numberOf(database, 'PRAGMA page_count') * pageSize > LOOKED_THROUGH_BYTES) return;
  const { quick_check: found } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
  if (found !== 'ok') throw Object.assign(new Error(String(found).replaceAll(/\s+/g, ' ')), { errcode: 11 });
}

/** One process at a time: whoever comes second finds the work done. */
function bringUpToDate(database: DatabaseSync, file: string): void {
  database.exec('BEGIN IMMEDIATE');
  const version = numberOf(database, 'PRAGMA user_version');
  if (version > sqliteSchema.length) {
    const message = `The database ${file} is of a later Slipstream (schema ${version}, known here: ${sqliteSchema.length}).`;
    throw new SqliteUnusable(`${message} Run that one, or set database.path to another file.`);
  }
  for (const step of sqliteSchema.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${sqliteSchema.length}; COMMIT`);
}
