import type { SqliteReason } from '../sqlite/sqlite-failure.ts';
import type { OutboxFileOptions } from './outbox-file.ts';

/** What the thread is started with. */
export interface OutboxWorkerData extends Omit<OutboxFileOptions, 'ships'> {
  /** Postgres; null: rows stay in the file. */
  readonly url: string | null;
}

export type ToOutbox =
  /**
   * A group: committed together. `seq` rises; the same one may come again. The rows are one JSON text, a list of lists of
   * `LedgerValue`: that costs a third of what the cloning of so many small values between threads does.
   */
  | { readonly kind: 'write'; readonly seq: number; readonly rows: string }
  /** The last word: what can be shipped is, the file is closed, the thread ends. */
  | { readonly kind: 'stop' };

export type FromOutbox =
  | { readonly kind: 'opened' }
  | { readonly kind: 'unusable'; readonly message: string }
  /** `unsound`: rows that its columns do not take; they are not in it. */
  | { readonly kind: 'committed'; readonly seq: number; readonly unsound: number }
  | { readonly kind: 'refused'; readonly seq: number; readonly reason: SqliteReason; readonly message: string }
  | ({ readonly kind: 'status' } & OutboxStatus)
  | { readonly kind: 'shipping-failed'; readonly message: string; readonly retryMs: number }
  | { readonly kind: 'shipping-recovered' }
  /** One row that the shared database will never take. */
  | { readonly kind: 'unshippable'; readonly message: string };

export interface OutboxStatus {
  readonly diskBytes: number;
  readonly diskUsedRatio: number;
  /** Removed since the last status, though their retention was not over. */
  readonly evictedRows: number;
  /** Null: nothing is shipped. */
  readonly shipping: { readonly rows: number; readonly lagSeconds: number } | null;
}
