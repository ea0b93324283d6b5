import type { ClientKey } from '@slipstream/config';
import type { Kysely } from 'kysely';
import type { StoredSpending } from '../../metering/usage/spending.ts';
import { KeyStore } from '../keys/key-store.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { sqliteTables } from '../sqlite/sqlite-tables.ts';
import type { Tables } from '../tables.ts';
import { readSpending } from '../usage/read-spending.ts';
import { readBusyTime, readUsage } from '../usage/read-usage.ts';
import type { StoreService } from './store-service.ts';

export interface StoreOptions {
  readonly file: string;
  /** Postgres that gateways share; null: the file is all there is. */
  readonly url: string | null;
  readonly maxBytes: number;
}

/** The keys as gateways need them. */
export interface KeysReading {
  readonly good: readonly ClientKey[];
  /** None was ever made. */
  readonly none: boolean;
}

export interface Store extends StoreService {
  readKeys(): Promise<KeysReading>;
  readSpending(): Promise<readonly StoredSpending[]>;
  close(): Promise<void>;
}

const CONNECTIONS = 2;

/**
 * Opens what keys and usage are kept in: the shared database where there is one, else the file.
 * @throws SqliteUnusable, or what Postgres says when it cannot be reached.
 */
export async function openStore({ file, url, maxBytes }: StoreOptions, wallTime: () => number): Promise<Store> {
  if (url === null) {
    const database = openSqlite(file, { synced: true, maxBytes });
    return storeOf(sqliteTables(database), wallTime, () => Promise.resolve(database.close()));
  }
  // Loaded where it is needed: each thread pays for what it loads.
  const { openPostgres } = await import('../postgres/open-postgres.ts');
  const { migratePostgres } = await import('../postgres/postgres-migrations.ts');
  const postgres = openPostgres(url, CONNECTIONS);
  try {
    await migratePostgres(postgres);
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return storeOf(postgres.tables, wallTime, () => postgres.close());
}

function storeOf(tables: Kysely<Tables>, wallTime: () => number, close: () => Promise<void>): Store {
  const keys = new KeyStore(tables, wallTime);
  return {
    createKey: (name, grants, change) => keys.create(name, grants, change),
    rotateKey: (name, graceMs, change) => keys.rotate(name, graceMs, change),
    revokeKey: (name, change) => keys.revoke(name, change),
    listKeys: () => keys.list(),
    keyEvents: (after, most) => keys.log.read(after, most),
    usageParts: async (query) => ({ sums: await readUsage(tables, query), busy: await readBusyTime(tables, query) }),
    readKeys: async () => ({ good: await keys.good(), none: (await keys.list()).length === 0 }),
    readSpending: () => readSpending(tables, wallTime()),
    close,
  };
}
