import type { ClientKey } from '@slipstream/config';
import type { Kysely } from 'kysely';
import type { KeyChange, KeyGrants, KeyListing } from '../../key-book.ts';
import { KeyError } from '../../key-error.ts';
import type { Tables } from '../tables.ts';
import { grantsOfText, grantsToText, wholeGrants } from './key-grants.ts';
import { KeyLog } from './key-log.ts';
import type { KeyDecision } from './key-log.ts';
import type { KeyRow } from './key-row.ts';
import { newSecret } from './new-secret.ts';

/** As names in the file: they label metrics. */
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The keys of clients that are made, and taken back, while gateways run. Each change is kept with its event, or not at all. */
export class KeyStore {
  readonly log: KeyLog;
  readonly #tables: Kysely<Tables>;
  readonly #wallTime: () => number;

  constructor(tables: Kysely<Tables>, wallTime: () => number) {
    this.log = new KeyLog(tables);
    this.#tables = tables;
    this.#wallTime = wallTime;
  }

  /** Resolves with the secret, which is shown this once and is known to nobody afterwards. @throws KeyError */
  async create(key: string, grants: KeyGrants, change: KeyChange): Promise<string | null> {
    if (!wellFormed.test(key)) {
      const wanted = 'letters, digits, ".", "_" and "-", 63 at most, beginning with a letter or a digit';
      throw new KeyError('invalid', `${JSON.stringify(key)} is no name for a key: ${wanted}.`);
    }
    const details = { ...wholeGrants(grants) };
    return await this.#decide({ ...change, action: 'create', key, details }, async () => {
      const { secret, hash } = newSecret();
      const row: KeyRow = {
        name: key,
        secret_hash: hash,
        previous_hash: null,
        previous_until_ms: null,
        role: grants.role ?? null,
        grants: grantsToText(grants),
        created_at_ms: this.#wallTime(),
        revoked_at_ms: null,
      };
      return { secret, write: (tables) => insert(tables, row) };
    });
  }

  /** Gives a key another secret, which is returned. The one before stays good for `graceMs`. @throws KeyError */
  async rotate(key: string, graceMs: number, change: KeyChange): Promise<string | null> {
    const details = { graceSeconds: graceMs / 1000 };
    return await this.#decide({ ...change, action: 'rotate', key, details }, async () => {
      const row = await this.#good(key);
      const { secret, hash } = newSecret();
      const previous =
        graceMs > 0
          ? { previous_hash: row.secret_hash, previous_until_ms: Math.ceil(this.#wallTime() + graceMs) }
          : { previous_hash: null, previous_until_ms: null };
      return { secret, write: (tables) => update(tables, row, { secret_hash: hash, ...previous }) };
    });
  }

  /** Every secret of the key is refused from the next look of each gateway on. @throws KeyError */
  async revoke(key: string, change: KeyChange): Promise<void> {
    await this.#decide({ ...change, action: 'revoke', key, details: {} }, async () => {
      const row = await this.#good(key);
      const gone = { revoked_at_ms: this.#wallTime(), previous_hash: null, previous_until_ms: null };
      return { secret: null, write: (tables) => update(tables, row, gone) };
    });
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

  /** Null where it was decided already, by the same request. */
  async #decide(decision: KeyDecision, prepare: () => Promise<Prepared>): Promise<string | null> {
    if (await this.log.has(decision)) return null;
    try {
      const { secret, write } = await prepare();
      await this.#tables.transaction().execute(async (transaction) => {
        // Writing comes first: a transaction of SQLite that has read cannot always go on to write.
        await write(transaction);
        await this.log.add(transaction, decision, this.#wallTime());
      });
      return secret;
    } catch (error) {
      // The same request may have come twice at once: then the other one was faster, and all is well.
      if (await this.log.has(decision)) return null;
      throw error;
    }
  }

  async #good(name: string): Promise<KeyRow> {
    const row = await this.#tables.selectFrom('api_keys').selectAll().where('name', '=', name).executeTakeFirst();
    if (row === undefined) throw new KeyError('unknown', `There is no key ${JSON.stringify(name)} in the database.`);
    if (row.revoked_at_ms !== null) {
      throw new KeyError('impossible', `The key "${name}" is revoked; make another one.`);
    }
    return row;
  }
}

interface Prepared {
  readonly secret: string | null;
  readonly write: (tables: Kysely<Tables>) => Promise<void>;
}

async function insert(tables: Kysely<Tables>, row: KeyRow): Promise<void> {
  const { numInsertedOrUpdatedRows: made = 0n } = await tables
    .insertInto('api_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  if (made > 0n) return;
  const advice = 'rotate it, or take another name';
  throw new KeyError('impossible', `There is, or was, a key "${row.name}" already; ${advice}.`);
}

/** Unless another one was faster. */
async function update(tables: Kysely<Tables>, { name, secret_hash }: KeyRow, change: Partial<KeyRow>): Promise<void> {
  const { numUpdatedRows } = await tables
    .updateTable('api_keys')
    .set(change)
    .where('name', '=', name)
    .where('secret_hash', '=', secret_hash)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  throw new KeyError('moved', `Somebody else has changed the key "${name}" meanwhile; look again.`);
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
