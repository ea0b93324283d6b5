import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Tables } from '../tables.ts';

/** What the tables stand in: the database may be shared with others. */
export const postgresSchema = 'slipstream';

/** A server that is gone, or that hangs, must be known as such while somebody waits for it. */
const CONNECT_MS = 5000;
const QUERY_MS = 30_000;

/** Counts and times in milliseconds stay far below 2^53. */
const BIGINT_OID = 20;
const NUMERIC_OID = 1700;

export interface Postgres {
  /** Its tables are those of our schema. */
  readonly tables: Kysely<Tables>;
  /** For what is not in our schema yet. */
  readonly bare: Kysely<Tables>;
  close(): Promise<void>;
}

/** Connects when it is first asked something. `most`: connections at a time. */
export function openPostgres(url: string, most: number): Postgres {
  const pool = new Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    statement_timeout: QUERY_MS,
    application_name: 'slipstream',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT_OID || oid === NUMERIC_OID
          ? Number
          : (types.getTypeParser(oid, format) as (text: string) => unknown),
    },
  });
  // A connection that breaks is told of by the query it had, or replaced by the next one; an error without a listener,
  // of an idle connection or of one in use, would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const bare = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { tables: bare.withSchema(postgresSchema), bare, close: () => bare.destroy() };
}
