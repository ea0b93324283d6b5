import type { Kysely } from 'kysely';
import type { KeyEvent } from '../../key-book.ts';
import { KeyError } from '../../key-error.ts';
import type { Tables } from '../tables.ts';
import type { KeyEventRow } from './key-event-row.ts';

/** What is to be done to a key. */
export type KeyDecision = Pick<KeyEvent, 'action' | 'key' | 'details' | 'by' | 'why' | 'request'>;

/** Who did what to which key, when and why. Nothing is ever taken out of it. */
export class KeyLog {
  readonly #tables: Kysely<Tables>;

  constructor(tables: Kysely<Tables>) {
    this.#tables = tables;
  }

  async read(after: number, most: number): Promise<readonly KeyEvent[]> {
    const rows = await this.#tables
      .selectFrom('key_events')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(most)
      .execute();
    return rows.map(keyEvent);
  }

  /**
   * Whether the same request has been decided already.
   * @throws KeyError where that was another wish under the same name.
   */
  async has({ action, key, details, request }: KeyDecision): Promise<boolean> {
    if (request === null) return false;
    const row = await this.#tables
      .selectFrom('key_events')
      .selectAll()
      .where('request', '=', request)
      .executeTakeFirst();
    if (row === undefined) return false;
    if (row.action === action && row.key_name === key && row.details === JSON.stringify(details)) return true;
    const before = `${row.action} of "${row.key_name}"`;
    throw new KeyError('impossible', `This idempotency key was used for another request (${before}); take a new one.`);
  }

  /**
   * Writes one in the transaction of the change that it tells of. Numbers follow the order of commits: who takes the next one
   * waits for whoever has taken it, and finds it given away or free. So nobody who reads on from a number misses one.
   */
  async add(transaction: Kysely<Tables>, decision: KeyDecision, wallMs: number): Promise<void> {
    const { action, key, details, by, why, request } = decision;
    const row = { by_name: by, action, key_name: key, why, request, details: JSON.stringify(details) };
    let added = 0n;
    while (added === 0n) {
      const last = await transaction.selectFrom('key_events').select('seq').orderBy('seq', 'desc').executeTakeFirst();
      const result = await transaction
        .insertInto('key_events')
        .values({ seq: (last?.seq ?? 0) + 1, at_ms: Math.floor(wallMs), ...row })
        .onConflict((conflict) => conflict.column('seq').doNothing())
        .executeTakeFirst();
      added = result.numInsertedOrUpdatedRows ?? 0n;
    }
  }
}

function keyEvent({ seq, at_ms, by_name, action, key_name, why, request, details }: KeyEventRow): KeyEvent {
  const known = JSON.parse(details) as KeyEvent['details'];
  return { seq, atMs: at_ms, by: by_name, action, key: key_name, why, request, details: known };
}
