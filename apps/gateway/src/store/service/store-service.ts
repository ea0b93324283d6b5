import type { UsageQuery } from '../../metering/usage/usage-query.ts';
import type { BusyTime, UsageSums } from '../../metering/usage/usage-sums.ts';
import type { KeyGrants } from '../keys/key-grants.ts';
import type { KeyListing } from '../keys/key-store.ts';

/** What may be asked of the database: by the CLI directly, by a gateway through a thread that waits in its stead. */
export interface StoreService {
  /** Resolves with the secret, shown this once. Rejects with a KeyError for a name that cannot be had. */
  createKey(name: string, grants: KeyGrants): Promise<string>;
  /** Resolves with the new secret; the old one stays good for so long. Rejects with a KeyError. */
  rotateKey(name: string, graceMs: number): Promise<string>;
  /** Rejects with a KeyError. */
  revokeKey(name: string): Promise<void>;
  listKeys(): Promise<readonly KeyListing[]>;
  /** What a report is made of: see `askUsage`. */
  usageParts(query: UsageQuery): Promise<UsageParts>;
}

export interface UsageParts {
  readonly sums: readonly UsageSums[];
  readonly busy: readonly BusyTime[];
}

export type StoreMethod = keyof StoreService;
