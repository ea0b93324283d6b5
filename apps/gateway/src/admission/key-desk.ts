import type { ClientKey, Config } from '@slipstream/config';
import type { KeyBook, KeyEvent, KeyGrants, KeyListing } from '../key-book.ts';
import { KeyError } from '../key-error.ts';
import { moreThan } from './more-than.ts';
import type { Granted } from './more-than.ts';

/** Who makes keys, or takes them back. */
export interface KeyMaker {
  readonly name: string;
  /** The key of a client: it gives no more than it has. Null: it has everything. */
  readonly client: ClientKey | null;
}

/** For the audit. `request`: as the asker calls it, for one that may come twice; null: it is one of its own. */
export interface KeyReasons {
  readonly why: string;
  readonly request: string | null;
}

/** A key of either kind, as it may be shown. */
export interface ListedKey extends Omit<KeyListing, 'createdAtMs'> {
  readonly source: 'configuration' | 'database';
  /** Null: the configuration does not say. */
  readonly createdAtMs: number | null;
}

export interface ChangedKey {
  readonly key: ListedKey;
  /** Shown this once; null: the same request was decided before, and its secret was shown then. */
  readonly secret: string | null;
}

/** Whole, as who asks has said it. */
export type KeyWish = Required<KeyGrants> & { readonly name: string };

/** Keys as they are asked for while a gateway runs: who may have what made. Rejects with a KeyError where that is too much. */
export class KeyDesk {
  readonly #book: KeyBook | null;
  readonly #config: () => Pick<Config, 'keys' | 'models' | 'admin'>;

  /** `book` null: this gateway has the keys of its configuration alone. */
  constructor(book: KeyBook | null, config: () => Pick<Config, 'keys' | 'models' | 'admin'>) {
    this.#book = book;
    this.#config = config;
  }

  /** All there are and were, by name; of one in both places that of the configuration, which counts. */
  async list(): Promise<readonly ListedKey[]> {
    const { keys } = this.#config();
    const stored = this.#book === null ? [] : await this.#book.listKeys();
    const made = stored
      .filter(({ name }) => keys?.has(name) !== true)
      .map((key): ListedKey => ({ ...key, source: 'database' }));
    return [...[...(keys?.values() ?? [])].map(listed), ...made].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(maker: KeyMaker, { name, ...grants }: KeyWish, reasons: KeyReasons): Promise<ChangedKey> {
    const { keys, admin, models } = this.#config();
    if (keys?.has(name) === true || admin?.keys.has(name) === true) {
      throw new KeyError('impossible', `The configuration has a key "${name}" already; take another name.`);
    }
    this.#refuseMore(maker, { ...grants, models: grants.models === null ? null : new Set(grants.models) });
    const missing = grants.models?.find((model) => !models.has(model));
    if (missing !== undefined) {
      const known = [...(maker.client?.models ?? models.keys())].join(', ');
      throw new KeyError('invalid', `models: there is no model ${JSON.stringify(missing)}; models: ${known}.`);
    }
    const secret = await this.#kept().createKey(name, grants, change(maker, reasons));
    return { key: await this.#shown(name), secret };
  }

  async rotate(maker: KeyMaker, name: string, graceMs: number, reasons: KeyReasons): Promise<ChangedKey> {
    const book = this.#kept();
    this.#refuseConfigured(name);
    // A secret gives all that its key may.
    const before = (await book.listKeys()).find((key) => key.name === name);
    if (before !== undefined) {
      this.#refuseMore(maker, { ...before, models: before.models === null ? null : new Set(before.models) });
    }
    const secret = await book.rotateKey(name, graceMs, change(maker, reasons));
    return { key: await this.#shown(name), secret };
  }

  async revoke(maker: KeyMaker, name: string, reasons: KeyReasons): Promise<ListedKey> {
    const book = this.#kept();
    this.#refuseConfigured(name);
    await book.revokeKey(name, change(maker, reasons));
    return await this.#shown(name);
  }

  /** Who changed which key: at most so many of those after `after`, in order. */
  async events(after: number, most: number): Promise<readonly KeyEvent[]> {
    return (await this.#book?.keyEvents(after, most)) ?? [];
  }

  #kept(): KeyBook {
    if (this.#book !== null) return this.#book;
    const advice = 'write keys into its configuration';
    throw new KeyError('impossible', `This gateway has no database to keep keys in (database.path is off); ${advice}.`);
  }

  #refuseConfigured(name: string): void {
    if (this.#config().keys?.has(name) !== true) return;
    throw new KeyError('impossible', `The key "${name}" is in the configuration: change it there.`);
  }

  #refuseMore({ name, client }: KeyMaker, given: Granted): void {
    const more = client === null ? null : moreThan(client, given);
    if (more === null) return;
    throw new KeyError(
      'forbidden',
      `Nobody gives what they do not have: this is a key that ${more}, and "${name}" is not.`,
    );
  }

  async #shown(name: string): Promise<ListedKey> {
    const found = (await this.list()).find((key) => key.name === name);
    if (found === undefined) throw new Error(`the key ${name} is gone`);
    return found;
  }
}

/** Names of requests are each asker's own. */
function change({ name: by }: KeyMaker, { why, request }: KeyReasons): KeyReasons & { readonly by: string } {
  return { by, why, request: request === null ? null : `${by}:${request}` };
}

function listed({ name, models, allowForced, rates, budgets, role }: ClientKey): ListedKey {
  const grants = { models: models === null ? null : [...models], allowForced, rates, budgets, role };
  return { ...grants, name, source: 'configuration', createdAtMs: null, revokedAtMs: null, previousUntilMs: null };
}
