import type { Durability } from '@slipstream/config';
import { GatewayError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { requestFigures } from '../../metering/request-figures.ts';
import type { RequestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import type { Sink } from '../../metering/sink.ts';
import type { Clock, Timers } from '../../ports.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { buildLedgerRow } from './build-ledger-row.ts';
import { LedgerIds } from './ledger-ids.ts';
import { ledgerValues } from './ledger-row.ts';
import { wasAccepted } from './was-accepted.ts';
import type { AcceptedRecord } from './was-accepted.ts';

/** Longest that the last byte of an answer waits for its row. */
const COMMIT_MS = 5000;

export interface LedgerParts {
  readonly outbox: Pick<Outbox, 'append' | 'commit'>;
  readonly durability: Durability;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface Booking {
  readonly id: string;
  readonly outcome: Outcome;
}

/** Books requests: one row for each that was accepted, made from its record alone. */
export class Ledger implements Sink {
  readonly name = 'ledger';
  readonly #parts: LedgerParts;
  readonly #ids = new LedgerIds();
  /** Rows that went out before the end of their request. */
  readonly #bookings = new WeakMap<RequestRecord, Booking>();

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    if (!wasAccepted(record)) return;
    const booking = this.#bookings.get(record);
    // Ended as it was booked: the row stands.
    if (booking !== undefined && booking.outcome === record.outcome) return;
    this.#parts.outbox.append(ledgerValues(buildLedgerRow(booking?.id ?? this.#ids.next(), record, figures)));
  }

  /**
   * Books a request whose answer is known and whose last byte is held back. Call it in the tick in which the answer
   * ended: the record is read after that tick, when the attempt is in it. Null: nothing is to be waited for.
   * @throws GatewayError (as a rejection) `ledger_unavailable` when the disk does not take the row in time.
   */
  commit(record: RequestRecord): Promise<void> | null {
    if (this.#parts.durability === 'async') return null;
    return Promise.resolve().then(() => this.#book(record));
  }

  async #book(record: RequestRecord): Promise<void> {
    if (!wasAccepted(record) || this.#bookings.has(record)) return;
    const row = this.#rowBeforeEnd(record);
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#parts.timers.after(COMMIT_MS, () => reject(unavailable()));
      this.#parts.outbox.commit(row, () => {
        cancel();
        resolve();
      });
    });
  }

  #rowBeforeEnd(record: AcceptedRecord): ReturnType<typeof ledgerValues> {
    const booking = { id: this.#ids.next(), outcome: record.outcome ?? 'ok' } as const;
    this.#bookings.set(record, booking);
    const figures = requestFigures({ ...record, outcome: booking.outcome, endedAtMs: this.#parts.clock.now() });
    return ledgerValues(buildLedgerRow(booking.id, record, figures));
  }
}

function unavailable(): GatewayError {
  return new GatewayError('ledger_unavailable', 'The answer could not be booked, so it was not completed.');
}
