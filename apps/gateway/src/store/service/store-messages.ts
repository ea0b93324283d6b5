import type { KeyReason } from '../../key-error.ts';
import type { StoredSpending } from '../../metering/usage/spending.ts';
import type { KeysReading, StoreOptions } from './open-store.ts';
import type { StoreMethod } from './store-service.ts';

/** What the thread is started with. */
export type StoreWorkerData = StoreOptions;

export type ToStore =
  | { readonly kind: 'call'; readonly id: number; readonly method: StoreMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'stop' };

export type FromStore =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  /** `keyReason`: whoever asked has asked for what cannot be; null: the database has failed. */
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly keyReason: KeyReason | null }
  /** At first, and whenever they have changed. */
  | { readonly kind: 'keys'; readonly keys: KeysReading }
  | { readonly kind: 'spending'; readonly spending: readonly StoredSpending[] }
  /** The database cannot be asked; it is tried again. */
  | { readonly kind: 'unreachable'; readonly message: string };
