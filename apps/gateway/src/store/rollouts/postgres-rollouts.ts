import { Client, Pool } from 'pg';
import type { PoolClient } from 'pg';
import type { RolloutRow, RolloutTable, SamplePart, WaitingDelivery, WebhookDelivery } from '../../ports.ts';

/** A server that is gone, or that hangs, must be known as such within a look or two. */
const CONNECT_MS = 1500;
const QUERY_MS = 2000;

/** Names of our advisory locks; any numbers, the same in all gateways. */
const locks = { leader: 7_301_001, schema: 7_301_002, parts: 7_301_003 } as const;
const channel = 'slipstream_rollouts';

const schema = `
  CREATE SCHEMA IF NOT EXISTS slipstream;
  CREATE TABLE IF NOT EXISTS slipstream.rollouts (
    name text PRIMARY KEY, revision integer NOT NULL, state text NOT NULL, run_ms double precision NOT NULL, report text
  );
  CREATE TABLE IF NOT EXISTS slipstream.rollout_events (
    rollout text NOT NULL, revision integer NOT NULL, event text NOT NULL, PRIMARY KEY (rollout, revision)
  );
  CREATE TABLE IF NOT EXISTS slipstream.rollout_deliveries (
    place bigserial PRIMARY KEY, id text NOT NULL UNIQUE, webhook text NOT NULL, body text NOT NULL,
    attempts integer NOT NULL, next_ms double precision NOT NULL
  );
  CREATE INDEX IF NOT EXISTS rollout_deliveries_webhook ON slipstream.rollout_deliveries (webhook, place);
  CREATE SEQUENCE IF NOT EXISTS slipstream.rollout_changes;
  CREATE TABLE IF NOT EXISTS slipstream.rollout_samples (
    rollout text NOT NULL, run integer NOT NULL, epoch integer NOT NULL, gateway text NOT NULL, part text NOT NULL,
    body text NOT NULL, changed bigint NOT NULL, PRIMARY KEY (rollout, run, epoch, gateway, part)
  );
  CREATE INDEX IF NOT EXISTS rollout_samples_changed ON slipstream.rollout_samples (rollout, run, changed);
`;

/**
 * Rollouts in a Postgres that gateways share, on however many machines. Who leads holds an advisory lock on a connection of its
 * own: it ends with the connection, whatever ends that. Decisions are told by NOTIFY on the same connection.
 */
export class PostgresRollouts implements RolloutTable {
  readonly #url: string;
  readonly #pool: Pool;
  #isMigrated = false;
  /** For the lock and for notifications; null while there is none. */
  #sentinel: Client | null = null;
  #isLeading = false;
  #changed: () => void = () => undefined;

  /** Connects when it is first asked something, and again when that failed. */
  constructor(url: string) {
    this.#url = url;
    const limits = { connectionTimeoutMillis: CONNECT_MS, query_timeout: QUERY_MS, statement_timeout: QUERY_MS };
    this.#pool = new Pool({ connectionString: url, max: 2, ...limits, application_name: 'slipstream-rollouts' });
    // What breaks is told of by the query that it had; an error without a listener would end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  watch(changed: () => void): void {
    this.#changed = changed;
  }

  async close(): Promise<void> {
    await this.#dropSentinel();
    await this.#pool.end();
  }

  async rows(): Promise<readonly RolloutRow[]> {
    const text = 'SELECT name, revision, state, run_ms AS "runMs", report FROM slipstream.rollouts';
    return (await this.#query(text, [])) as readonly RolloutRow[];
  }

  async insert({ name, revision, state, runMs, report }: RolloutRow): Promise<void> {
    const text = `INSERT INTO slipstream.rollouts (name, revision, state, run_ms, report) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING`;
    await this.#query(text, [name, revision, state, runMs, report]);
  }

  async commit(row: RolloutRow, event: string, deliveries: readonly WebhookDelivery[]): Promise<boolean> {
    return await this.#transaction(async (client) => {
      if (!(await replace(client, row, row.revision - 1))) return false;
      const text = 'INSERT INTO slipstream.rollout_events (rollout, revision, event) VALUES ($1, $2, $3)';
      await client.query(text, [row.name, row.revision, event]);
      for (const delivery of deliveries) await putDelivery(client, delivery);
      await client.query('SELECT pg_notify($1, $2)', [channel, row.name]);
      return true;
    });
  }

  async update(row: RolloutRow): Promise<void> {
    await this.#transaction(async (client) => await replace(client, row, row.revision));
  }

  async waitingDeliveries(): Promise<readonly WaitingDelivery[]> {
    const text = `SELECT id, webhook, body, attempts, next_ms AS "nextMs", waiting
      FROM slipstream.rollout_deliveries JOIN (SELECT MIN(place) AS place, COUNT(*)::int AS waiting FROM slipstream.rollout_deliveries GROUP BY webhook) AS first
      USING (place) ORDER BY place`;
    return (await this.#query(text, [])) as readonly WaitingDelivery[];
  }

  async putOffDelivery(id: string, attempts: number, nextMs: number): Promise<void> {
    const text = 'UPDATE slipstream.rollout_deliveries SET attempts = $1, next_ms = $2 WHERE id = $3';
    await this.#query(text, [attempts, nextMs, id]);
  }

  async dropDelivery(id: string): Promise<void> {
    await this.#query('DELETE FROM slipstream.rollout_deliveries WHERE id = $1', [id]);
  }

  async events(rollout: string, after: number): Promise<readonly string[]> {
    const text = 'SELECT event FROM slipstream.rollout_events WHERE rollout = $1 AND revision > $2 ORDER BY revision';
    const rows = (await this.#query(text, [rollout, after])) as readonly { event: string }[];
    return rows.map(({ event }) => event);
  }

  async putParts(parts: readonly SamplePart[]): Promise<void> {
    await this.#transaction(async (client) => {
      // One writer at a time: numbers must become visible in their order, or a reader would pass over the late ones for ever.
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.parts]);
      const text = `INSERT INTO slipstream.rollout_samples (rollout, run, epoch, gateway, part, body, changed)
        VALUES ($1, $2, $3, $4, $5, $6, nextval('slipstream.rollout_changes'))
        ON CONFLICT (rollout, run, epoch, gateway, part) DO UPDATE SET body = excluded.body, changed = excluded.changed`;
      for (const { rollout, run, epoch, gateway, part, body } of parts) {
        await client.query(text, [rollout, run, epoch, gateway, part, body]);
      }
    });
  }

  async parts(
    rollout: string,
    run: number,
    after: number,
  ): Promise<{ readonly parts: readonly SamplePart[]; readonly upTo: number }> {
    const text = `SELECT rollout, run, epoch, gateway, part, body, changed FROM slipstream.rollout_samples
      WHERE rollout = $1 AND run = $2 AND changed > $3 ORDER BY changed`;
    const rows = (await this.#query(text, [rollout, run, after])) as readonly (SamplePart & { changed: string })[];
    const last = rows.at(-1);
    return { parts: rows, upTo: last === undefined ? after : Number(last.changed) };
  }

  /** The lock ends with its connection, so that no time is needed to tell who is gone. */
  async lead(): Promise<boolean> {
    const sentinel = this.#sentinel ?? (await this.#openSentinel());
    try {
      if (this.#isLeading) {
        // Whether the connection, and so the lock, is still there.
        await sentinel.query('SELECT 1');
        return true;
      }
      const { rows } = await sentinel.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [locks.leader]);
      this.#isLeading = rows[0]?.got === true;
      return this.#isLeading;
    } catch (error) {
      await this.#dropSentinel();
      throw error;
    }
  }

  async resign(): Promise<void> {
    await this.#dropSentinel();
  }

  async #openSentinel(): Promise<Client> {
    const limits = { connectionTimeoutMillis: CONNECT_MS, query_timeout: QUERY_MS };
    const client = new Client({ connectionString: this.#url, ...limits, application_name: 'slipstream-leader' });
    const gone = (): void => {
      if (this.#sentinel !== client) return;
      this.#sentinel = null;
      this.#isLeading = false;
    };
    client.on('error', gone);
    client.on('end', gone);
    client.on('notification', () => this.#changed());
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    this.#sentinel = client;
    return client;
  }

  async #dropSentinel(): Promise<void> {
    const sentinel = this.#sentinel;
    this.#sentinel = null;
    this.#isLeading = false;
    await sentinel?.end().catch(() => undefined);
  }

  async #query(text: string, values: readonly unknown[]): Promise<readonly unknown[]> {
    await this.#migrate();
    return (await this.#pool.query(text, [...values])).rows;
  }

  async #transaction<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
    await this.#migrate();
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      const result = await run(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // Thrown away with whatever it had begun.
      client.release(true);
      throw error;
    }
  }

  /** Once for each process; of several that start together one makes the tables, the others wait for it. */
  async #migrate(): Promise<void> {
    if (this.#isMigrated) return;
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.schema]);
      await client.query(schema);
      await client.query('COMMIT');
      client.release();
      this.#isMigrated = true;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

async function replace(
  client: PoolClient,
  { name, revision, state, runMs, report }: RolloutRow,
  ofRevision: number,
): Promise<boolean> {
  const text = `UPDATE slipstream.rollouts SET revision = $1, state = $2, run_ms = $3, report = $4
    WHERE name = $5 AND revision = $6`;
  const { rowCount } = await client.query(text, [revision, state, runMs, report, name, ofRevision]);
  return rowCount === 1;
}

async function putDelivery(client: PoolClient, delivery: WebhookDelivery): Promise<void> {
  const { id, webhook, body, attempts, nextMs } = delivery;
  const text = `INSERT INTO slipstream.rollout_deliveries (id, webhook, body, attempts, next_ms)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;
  await client.query(text, [id, webhook, body, attempts, nextMs]);
}
