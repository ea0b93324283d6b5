import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RolloutRow, RolloutTable, SamplePart, WaitingDelivery, WebhookDelivery } from '../../ports.ts';
import { rolloutSchema } from './rollout-schema.ts';

/** Others hold the file for milliseconds. We wait on the thread that serves, and so not for long: the next look tries again. */
const LOCK_WAIT_MS = 100;

/**
 * Rollouts in a SQLite file, which several gateways of one machine may share. Called on the thread that serves: a look writes
 * a row or two of some kilobytes, without waiting for the disk; a decision, of which there are a dozen in a rollout, waits for it.
 */
export class SqliteRollouts implements RolloutTable {
  readonly #file: string;
  #opened: DatabaseSync | null = null;

  /** Opened when it is first needed, and again where that failed; `:memory:` lives as long as this object. */
  constructor(file: string) {
    this.#file = file;
  }

  close(): void {
    this.#opened?.close();
    this.#opened = null;
  }

  async rows(): Promise<readonly RolloutRow[]> {
    const rows = this.#database.prepare('SELECT name, revision, state, run_ms AS runMs, report FROM rollouts').all();
    return rows as unknown as readonly RolloutRow[];
  }

  async insert({ name, revision, state, runMs, report }: RolloutRow): Promise<void> {
    this.#database
      .prepare('INSERT OR IGNORE INTO rollouts (name, revision, state, run_ms, report) VALUES (?, ?, ?, ?, ?)')
      .run(name, revision, state, runMs, report);
  }

  async commit(row: RolloutRow, event: string, deliveries: readonly WebhookDelivery[]): Promise<boolean> {
    this.#database.exec('PRAGMA synchronous = FULL');
    try {
      return this.#transaction(() => {
        if (!this.#replace(row, row.revision - 1)) return false;
        this.#database
          .prepare('INSERT INTO rollout_events (rollout, revision, event) VALUES (?, ?, ?)')
          .run(row.name, row.revision, event);
        this.#putDeliveries(deliveries);
        return true;
      });
    } finally {
      this.#database.exec('PRAGMA synchronous = NORMAL');
    }
  }

  async update(row: RolloutRow): Promise<void> {
    this.#replace(row, row.revision);
  }

  async waitingDeliveries(): Promise<readonly WaitingDelivery[]> {
    const text = `SELECT id, webhook, body, attempts, next_ms AS "nextMs", waiting
      FROM rollout_deliveries JOIN (SELECT MIN(place) AS place, COUNT(*) AS waiting FROM rollout_deliveries GROUP BY webhook) AS first
      USING (place) ORDER BY place`;
    return this.#database.prepare(text).all() as unknown as readonly WaitingDelivery[];
  }

  async putOffDelivery(id: string, attempts: number, nextMs: number): Promise<void> {
    this.#database
      .prepare('UPDATE rollout_deliveries SET attempts = ?, next_ms = ? WHERE id = ?')
      .run(attempts, nextMs, id);
  }

  async dropDelivery(id: string): Promise<void> {
    this.#database.prepare('DELETE FROM rollout_deliveries WHERE id = ?').run(id);
  }

  async events(rollout: string, after: number): Promise<readonly string[]> {
    const rows = this.#database
      .prepare('SELECT event FROM rollout_events WHERE rollout = ? AND revision > ? ORDER BY revision')
      .all(rollout, after);
    return rows.map(({ event }) => String(event));
  }

  async putParts(parts: readonly SamplePart[]): Promise<void> {
    this.#transaction(() => {
      const next = this.#database.prepare('SELECT COALESCE(MAX(changed), 0) + 1 AS next FROM rollout_samples').get();
      const put = this.#database.prepare(
        `INSERT INTO rollout_samples (rollout, run, epoch, gateway, part, body, changed) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body, changed = excluded.changed`,
      );
      for (const { rollout, run, epoch, gateway, part, body } of parts) {
        put.run(rollout, run, epoch, gateway, part, body, Number(next?.['next']));
      }
    });
  }

  async parts(
    rollout: string,
    run: number,
    after: number,
  ): Promise<{ readonly parts: readonly SamplePart[]; readonly upTo: number }> {
    const rows = this.#database
      .prepare('SELECT * FROM rollout_samples WHERE rollout = ? AND run = ? AND changed > ? ORDER BY changed')
      .all(rollout, run, after);
    const upTo = rows.length === 0 ? after : Number(rows.at(-1)?.['changed']);
    return { parts: rows as unknown as readonly SamplePart[], upTo };
  }

  async lead(holder: string, wallMs: number, forMs: number): Promise<boolean> {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO rollout_lease (id, holder, until_ms) VALUES (1, ?, ?)
         ON CONFLICT DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
         WHERE rollout_lease.holder = excluded.holder OR rollout_lease.until_ms <= ?`,
      )
      .run(holder, wallMs + forMs, wallMs);
    return changes === 1;
  }

  async resign(holder: string): Promise<void> {
    this.#database.prepare('DELETE FROM rollout_lease WHERE holder = ?').run(holder);
  }

  /** Makes the file and its folder where there is none. @throws what SQLite says where it cannot be used. */
  get #database(): DatabaseSync {
    if (this.#opened !== null) return this.#opened;
    if (this.#file !== ':memory:') mkdirSync(dirname(this.#file), { recursive: true });
    const database = new DatabaseSync(this.#file, { timeout: LOCK_WAIT_MS });
    try {
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${rolloutSchema}`);
    } catch (error) {
      database.close();
      throw error;
    }
    this.#opened = database;
    return database;
  }

  #replace({ name, revision, state, runMs, report }: RolloutRow, ofRevision: number): boolean {
    const { changes } = this.#database
      .prepare('UPDATE rollouts SET revision = ?, state = ?, run_ms = ?, report = ? WHERE name = ? AND revision = ?')
      .run(revision, state, runMs, report, name, ofRevision);
    return changes === 1;
  }

  #putDeliveries(deliveries: readonly WebhookDelivery[]): void {
    const put = this.#database.prepare(
      'INSERT OR IGNORE INTO rollout_deliveries (id, webhook, body, attempts, next_ms) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { id, webhook, body, attempts, nextMs } of deliveries) put.run(id, webhook, body, attempts, nextMs);
  }

  #transaction<T>(run: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
