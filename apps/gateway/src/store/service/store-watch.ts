import { KeyError } from '../../key-error.ts';
import { errorText } from '../error-text.ts';
import { openStore } from './open-store.ts';
import type { Store, StoreOptions } from './open-store.ts';
import type { FromStore, ToStore } from './store-messages.ts';
import type { StoreMethod } from './store-service.ts';

/** A key that was made, or taken back, counts within so long. */
const LOOK_MS = 1000;

/** What others spent, who share the ledger: their rows take a second or so to get there. */
const SPENDING_MS = 15_000;

const changes: readonly StoreMethod[] = ['createKey', 'rotateKey', 'revokeKey'];

type Call = Extract<ToStore, { kind: 'call' }>;

/** Answers what is asked of the database, and tells by itself of keys that changed and of what was spent. */
export class StoreWatch {
  readonly #options: StoreOptions;
  readonly #wallTime: () => number;
  readonly #say: (message: FromStore) => void;
  #store: Promise<Store> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #seenKeys = '';
  #telling: Promise<void> = Promise.resolve();
  #looksUntilSpending = 0;

  constructor(options: StoreOptions, wallTime: () => number, say: (message: FromStore) => void) {
    this.#options = options;
    this.#wallTime = wallTime;
    this.#say = say;
    void this.#look();
  }

  async answer({ id, method, args }: Call): Promise<void> {
    try {
      const store = await this.#open();
      const run = store[method] as (...given: readonly unknown[]) => Promise<unknown>;
      const value = await run(...args);
      // Who is told that a key is made, or gone, finds it so. What cannot be read now is told with the next look.
      if (changes.includes(method)) await this.#tellKeys(store).catch(() => undefined);
      this.#say({ kind: 'answer', id, value });
    } catch (error) {
      const keyReason = error instanceof KeyError ? error.reason : null;
      this.#say({ kind: 'failure', id, message: errorText(error), keyReason });
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await (await this.#store?.catch(() => null))?.close();
  }

  async #look(): Promise<void> {
    try {
      const store = await this.#open();
      if (this.#looksUntilSpending <= 0) await this.#tellSpending(store);
      this.#looksUntilSpending -= 1;
      await this.#tellKeys(store);
    } catch (error) {
      this.#say({ kind: 'unreachable', message: errorText(error) });
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #tellSpending(store: Store): Promise<void> {
    this.#say({ kind: 'spending', spending: await store.readSpending() });
    // A file that is not shared has nothing in it that its gateway does not know.
    this.#looksUntilSpending = this.#options.url === null ? Infinity : SPENDING_MS / LOOK_MS;
  }

  /** One after the other: a reading that began before a change must not be told behind one that knows of it. */
  async #tellKeys(store: Store): Promise<void> {
    const told = this.#telling.then(() => this.#tellNewKeys(store));
    this.#telling = told.catch(() => undefined);
    await told;
  }

  async #tellNewKeys(store: Store): Promise<void> {
    const keys = await store.readKeys();
    const text = JSON.stringify(keys, (_name, value: unknown) => (value instanceof Set ? [...value] : value));
    if (text === this.#seenKeys) return;
    this.#seenKeys = text;
    this.#say({ kind: 'keys', keys });
  }

  /** One that could not be opened is opened anew. */
  #open(): Promise<Store> {
    this.#store ??= openStore(this.#options, this.#wallTime).catch((error: unknown) => {
      this.#store = null;
      throw error;
    });
    return this.#store;
  }
}
