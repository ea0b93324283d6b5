import type { KeyBook } from '../../key-book.ts';
import type { UsageQuery } from '../../metering/usage/usage-query.ts';
import type { BusyTime, UsageSums } from '../../metering/usage/usage-sums.ts';

/** What may be asked of the database: by the CLI directly, by a gateway through a thread that waits in its stead. */
export interface StoreService extends KeyBook {
  /** What a report is made of: see `askUsage`. */
  usageParts(query: UsageQuery): Promise<UsageParts>;
}

export interface UsageParts {
  readonly sums: readonly UsageSums[];
  readonly busy: readonly BusyTime[];
}

export type StoreMethod = keyof StoreService;
