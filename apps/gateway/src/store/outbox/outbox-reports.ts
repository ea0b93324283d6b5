import type { Instruments } from '@slipstream/metrics';
import type { Clock, Logger } from '../../ports.ts';
import type { SqliteReason } from '../sqlite/sqlite-failure.ts';
import type { OutboxStatus } from './outbox-messages.ts';

/** An alarm that goes on is repeated this often: seen by whoever looks, and no flood. */
const REPEAT_MS = 60_000;

/** From here on the owner is warned of the limit. */
const NEARLY_FULL = 0.8;

type Alarm = 'refused' | 'lost' | 'unsound' | 'nearly full' | 'evicted' | 'shipping' | 'unshippable';

/** Tells of the ledger's state: in metrics always, in the log where somebody must act. */
export class OutboxReports {
  readonly #instruments: Instruments;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #raisedAtMs = new Map<Alarm, number>();

  constructor(instruments: Instruments, logger: Logger, clock: Clock) {
    this.#instruments = instruments;
    this.#logger = logger;
    this.#clock = clock;
  }

  committed(rows: number, seconds: number): void {
    this.#instruments.counter('slipstream_ledger_rows_total').inc({}, rows);
    this.#instruments.histogram('slipstream_ledger_commit_seconds').observe({}, seconds);
    if (this.#raisedAtMs.delete('refused')) this.#logger.warn({}, 'the ledger is written again');
  }

  waiting(rows: number): void {
    this.#instruments.gauge('slipstream_ledger_waiting_rows').set({}, rows);
  }

  refused(reason: SqliteReason, message: string, waitingRows: number): void {
    this.#instruments.counter('slipstream_ledger_write_failures_total').inc({ reason });
    this.#raise(
      'refused',
      { reason, waitingRows, error: message },
      'the ledger cannot be written; its rows wait in memory',
    );
  }

  lost(rows: number): void {
    this.#instruments.counter('slipstream_ledger_lost_rows_total').inc({}, rows);
    this.#raise('lost', {}, 'ROWS OF THE LEDGER ARE LOST: they find no room in memory while the disk takes none');
  }

  unsound(rows: number): void {
    this.#instruments.counter('slipstream_ledger_lost_rows_total').inc({}, rows);
    this.#raise('unsound', { rows }, 'ROWS OF THE LEDGER ARE LOST: its columns do not take them, which is a bug');
  }

  /** The thread has ended by itself; another one takes over. */
  threadEnded(error: unknown): void {
    this.#logger.error(
      { err: error },
      'the thread of the ledger ended; it is started again, and no row is lost by this',
    );
  }

  status({ diskBytes, diskUsedRatio, evictedRows, shipping }: OutboxStatus): void {
    this.#instruments.gauge('slipstream_ledger_disk_bytes').set({}, diskBytes);
    this.#instruments.gauge('slipstream_ledger_disk_used_ratio').set({}, diskUsedRatio);
    if (evictedRows > 0) {
      this.#instruments.counter('slipstream_ledger_evicted_rows_total').inc({}, evictedRows);
      this.#raise('evicted', {}, 'the ledger is at database.maxSize: its oldest rows are removed before their time');
    } else if (diskUsedRatio >= NEARLY_FULL) {
      const usedPercent = Math.round(diskUsedRatio * 100);
      this.#raise(
        'nearly full',
        { usedPercent },
        'the ledger is near database.maxSize: allow more, or keep it shorter',
      );
    } else {
      this.#raisedAtMs.delete('nearly full');
    }
    if (shipping === null) return;
    this.#instruments.gauge('slipstream_ledger_unshipped_rows').set({}, shipping.rows);
    this.#instruments.gauge('slipstream_ledger_shipping_lag_seconds').set({}, shipping.lagSeconds);
  }

  shippingFailed(message: string, retryMs: number): void {
    this.#instruments.counter('slipstream_ledger_shipping_failures_total').inc({});
    const fields = { error: message, retryMs };
    this.#raise('shipping', fields, 'the ledger cannot be shipped to database.url; rows wait in the file');
  }

  unshippable(message: string): void {
    this.#instruments.counter('slipstream_ledger_unshippable_rows_total').inc({});
    this.#raise('unshippable', { error: message }, 'a row stays in the file: the shared database will never take it');
  }

  shippingRecovered(): void {
    if (this.#raisedAtMs.delete('shipping')) this.#logger.warn({}, 'the ledger is shipped again');
  }

  #raise(alarm: Alarm, fields: Readonly<Record<string, unknown>>, message: string): void {
    const now = this.#clock.now();
    const last = this.#raisedAtMs.get(alarm);
    if (last !== undefined && now - last < REPEAT_MS) return;
    this.#raisedAtMs.set(alarm, now);
    if (alarm === 'nearly full' || alarm === 'shipping') this.#logger.warn(fields, message);
    else this.#logger.error(fields, message);
  }
}
