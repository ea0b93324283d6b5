import type { ClientKey } from '@slipstream/config';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { KeyError } from './key-error.ts';
import { grantsOfText, grantsToText } from './key-grants.ts';
import type { KeyGrants } from './key-grants.ts';
import type { KeyRow } from './key-row.ts';
import { newSecret } from './new-secret.ts';

/** As names in the file: they label metrics. */
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** A key as it may be shown: never a secret, nor its hash. */
export interface KeyListing extends Required<KeyGrants> {
  readonly name: string;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
  /** Until when the secret before the last one is good, too; null: it is not. */
  readonly previousUntilMs: number | null;
}

/** The keys of clients that are made, and taken back, while gateways run. */
export class KeyStore {
  readonly #tables: Kysely<Tables>;
  readonly #wallTime: () => number;

  constructor(tables: Kysely<Tables>, wallTime: () => number) {
    this.#tables = tables;
    this.#wallTime = wallTime;
  }

  /** Resolves with the secret, which is shown this once and is known to nobody afterwards. @throws KeyError */
  async create(name: string, grants: KeyGrants = {}): Promise<string> {
    if (!wellFormed.test(name)) {
      const wanted = 'letters, digits, ".", "_" and "-", 63 at most, beginning with a letter or a digit';
      throw new KeyError(`${JSON.stringify(name)} is no name for a key: ${wanted}.`);
    }
    const { secret, hash } = newSecret();
    const row: KeyRow = {
      name,
      secret_hash: hash,
      previous_hash: null,
      previous_until_ms: null,
      role: grants.role ?? null,
      grants: grantsToText(grants),
      created_at_ms: this.#wallTime(),
      revoked_at_ms: null,
    };
    const { numInsertedOrUpdatedRows: made = 0n } = await this.#tables
      .insertInto('api_keys')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirst();
    if (made > 0n) return secret;
    throw new KeyError(`There is, or was, a key "${name}" already; rotate it, or take another name.`);
  }

  /** Gives a key another secret, which is returned. The one before stays good for `graceMs`. @throws KeyError */
  async rotate(name: string, graceMs = 0): Promise<string> {
    const row = await this.#good(name);
    const { secret, hash } = newSecret();
    const previous =
      graceMs > 0
        ? { previous_hash: row.secret_hash, previous_until_ms: Math.ceil(this.#wallTime() + graceMs) }
        : { previous_hash: null, previous_until_ms: null };
    await this.#change(row, { secret_hash: hash, ...previous });
    return secret;
  }

  /** Every secret of the key is refused from the next look of each gateway on. @throws KeyError */
  async revoke(name: string): Promise<void> {
    const row = await this.#good(name);
    await this.#change(row, { revoked_at_ms: this.#wallTime(), previous_hash: null, previous_until_ms: null });
  }

  /** All there ever were, in the order of their names. */
  async list(): Promise<readonly KeyListing[]> {
    const rows = await this.#tables.selectFrom('api_keys').selectAll().orderBy('name').execute();
    return rows.map((row) => ({
      name: row.name,
      role: row.role,
      ...grantsOfText(row.grants),
      createdAtMs: row.created_at_ms,
      revokedAtMs: row.revoked_at_ms,
      previousUntilMs: row.previous_until_ms,
    }));
  }

  /** Those that are good, for gateways to hold requests against. */
  async good(): Promise<readonly ClientKey[]> {
    const rows = await this.#tables.selectFrom('api_keys').selectAll().where('revoked_at_ms', 'is', null).execute();
    return rows.map(clientKey);
  }

  async #good(name: string): Promise<KeyRow> {
    const row = await this.#tables.selectFrom('api_keys').selectAll().where('name', '=', name).executeTakeFirst();
    if (row === undefined) throw new KeyError(`There is no key "${name}" in the database.`);
    if (row.revoked_at_ms !== null) throw new KeyError(`The key "${name}" is revoked; make another one.`);
    return row;
  }

  /** Unless another one was faster. */
  async #change({ name, secret_hash }: KeyRow, change: Partial<KeyRow>): Promise<void> {
    const { numUpdatedRows } = await this.#tables
      .updateTable('api_keys')
      .set(change)
      .where('name', '=', name)
      .where('secret_hash', '=', secret_hash)
      .where('revoked_at_ms', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new KeyError(`Somebody else has changed the key "${name}" meanwhile; look again.`);
  }
}

function clientKey(row: KeyRow): ClientKey {
  const { models, allowForced, rates, budgets } = grantsOfText(row.grants);
  const { previous_hash: previousHash, previous_until_ms: untilMs } = row;
  return {
    name: row.name,
    secretHash: row.secret_hash,
    models: models === null ? null : new Set(models),
    allowForced,
    rates,
    budgets,
    role: row.role,
    previous: previousHash === null || untilMs === null ? null : { secretHash: previousHash, untilMs },
  };
}
