import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { postgresSchema } from './open-postgres.ts';
import type { Postgres } from './open-postgres.ts';

/** In the order of their names; one that was released is never changed. The columns of `requests` are those of `LedgerRow`. */
const migrations: Readonly<Record<string, Migration>> = {
  '001-requests': {
    async up(database: Kysely<unknown>): Promise<void> {
      await sql`
        CREATE TABLE ${sql.id(postgresSchema, 'requests')} (
          id text PRIMARY KEY,
          request_id text NOT NULL,
          received_at_ms bigint NOT NULL,
          route text NOT NULL,
          key_name text,
          model text NOT NULL,
          experiment text NOT NULL,
          unit text NOT NULL,
          exposure smallint NOT NULL,
          forced smallint NOT NULL,
          variant text NOT NULL,
          control text,
          replica text,
          attempts integer NOT NULL,
          outcome text NOT NULL,
          status integer,
          streamed smallint NOT NULL,
          prompt_tokens bigint,
          completion_tokens bigint,
          reasoning_tokens bigint,
          cached_tokens bigint,
          tokens_source text,
          aborted_tokens bigint,
          discarded_tokens bigint,
          method text,
          method_source text,
          prefills double precision,
          steps double precision,
          step_tokens double precision,
          drafts double precision,
          draft_tokens double precision,
          accepted_tokens double precision,
          ttft_seconds double precision,
          decode_seconds double precision,
          duration_seconds double precision NOT NULL,
          queue_seconds double precision,
          cost_nanos bigint
        )`.execute(database);
      await sql`CREATE INDEX requests_by_time ON ${sql.id(postgresSchema, 'requests')} (received_at_ms)`.execute(
        database,
      );
      await sql`CREATE INDEX requests_by_key ON ${sql.id(postgresSchema, 'requests')} (key_name, received_at_ms)`.execute(
        database,
      );
    },
  },
  '002-api-keys': {
    async up(database: Kysely<unknown>): Promise<void> {
      await sql`
        CREATE TABLE ${sql.id(postgresSchema, 'api_keys')} (
          name text PRIMARY KEY,
          secret_hash text NOT NULL UNIQUE,
          previous_hash text,
          previous_until_ms bigint,
          role text,
          grants text NOT NULL,
          created_at_ms bigint NOT NULL,
          revoked_at_ms bigint
        )`.execute(database);
    },
  },
  '003-conclusions': {
    async up(database: Kysely<unknown>): Promise<void> {
      // All may be null: rows from before, and of older gateways beside this one, do not have them.
      await sql`
        ALTER TABLE ${sql.id(postgresSchema, 'requests')}
          ADD COLUMN run text,
          ADD COLUMN concurrency integer,
          ADD COLUMN prompt_class text,
          ADD COLUMN accepted_by_position text,
          ADD COLUMN gpus integer,
          ADD COLUMN gpu_seconds double precision,
          ADD COLUMN wasted_gpu_seconds double precision`.execute(database);
    },
  },
  '004-key-events': {
    async up(database: Kysely<unknown>): Promise<void> {
      await sql`
        CREATE TABLE ${sql.id(postgresSchema, 'key_events')} (
          seq bigint PRIMARY KEY,
          at_ms bigint NOT NULL,
          by_name text NOT NULL,
          action text NOT NULL,
          key_name text NOT NULL,
          why text NOT NULL,
          request text UNIQUE,
          details text NOT NULL
        )`.execute(database);
    },
  },
};

/** Makes our schema and brings it up to date; of several gateways that start together one does, the others wait for it. */
export async function migratePostgres({ bare }: Postgres): Promise<void> {
  const migrator = new Migrator({
    db: bare,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableSchema: postgresSchema,
    // An older gateway beside a newer one knows fewer of them.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error));
}
