import type { ClientKey, Config } from '@slipstream/config';

/** What a store says of its keys. */
export interface StoredKeys {
  /** Those that are good. */
  readonly good: readonly ClientKey[];
  /** None was ever made: revoking the last one must not open the gateway. */
  readonly none: boolean;
}

type Keys = ReadonlyMap<string, ClientKey>;

/** All keys that are good now, by name: those of the configuration in force, and those of the store beside them. */
export class KeyDirectory {
  readonly #config: () => Pick<Config, 'keys'>;
  #fromFile: Keys | null = null;
  /** Null: there is no store. */
  #stored: StoredKeys | null = null;
  #merged: Keys | null = null;
  #stale = true;

  /** `hasStore`: until it has said which keys it has, it is taken for having some. */
  constructor(config: () => Pick<Config, 'keys'>, hasStore: boolean) {
    this.#config = config;
    if (hasStore) this.#stored = { good: [], none: false };
  }

  /** Null: no key was ever made, and none is asked for. The same object until something changes. */
  get keys(): Keys | null {
    const { keys } = this.#config();
    if (this.#stale || keys !== this.#fromFile) {
      this.#fromFile = keys;
      this.#merged = merged(keys, this.#stored);
      this.#stale = false;
    }
    return this.#merged;
  }

  learn(stored: StoredKeys): void {
    this.#stored = stored;
    this.#stale = true;
  }
}

/** The file wins: who writes it can take a key back by its name, whatever the store says. */
function merged(fromFile: Keys | null, stored: StoredKeys | null): Keys | null {
  if (stored === null || stored.none) return fromFile;
  return new Map([...stored.good.map((key) => [key.name, key] as const), ...(fromFile ?? [])]);
}
