import type { Clock } from '../../ports.ts';
import type { OutboxFile } from './outbox-file.ts';
import type { FromOutbox } from './outbox-messages.ts';
import type { Shipping } from './shipping.ts';
import { RowAges } from './row-ages.ts';
import { SteadyTime } from './steady-time.ts';

const EVERY_MS = 1000;

export interface OutboxUpkeepParts {
  readonly clock: Clock;
  readonly say: (message: FromOutbox) => void;
  /** Null: rows stay where they are. */
  readonly shipping: Shipping | null;
}

/** Keeps the file within its age and its size, a little at a time, and tells how it stands. */
export class OutboxUpkeep {
  readonly #file: OutboxFile;
  readonly #clock: Clock;
  readonly #say: (message: FromOutbox) => void;
  readonly #shipping: Shipping | null;
  readonly #time: SteadyTime;
  readonly #ages = new RowAges();
  readonly #timer: NodeJS.Timeout;

  constructor(file: OutboxFile, { clock, say, shipping }: OutboxUpkeepParts) {
    this.#file = file;
    this.#clock = clock;
    this.#say = say;
    this.#shipping = shipping;
    this.#time = new SteadyTime(clock);
    this.#timer = setInterval(() => this.run(), EVERY_MS);
    this.run();
  }

  run(): void {
    const evictedRows = this.#remove();
    const { bytes, usedRatio } = this.#file.diskUse();
    const shipping = this.#shipping?.state(this.#clock.wallTime()) ?? null;
    this.#say({ kind: 'status', diskBytes: bytes, diskUsedRatio: usedRatio, evictedRows, shipping });
    void this.#shipping?.nudge();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #expire(): void {
    const now = this.#clock.now();
    this.#ages.note(this.#file.newestRowid, now);
    const agedRowid = this.#ages.newestOlderThan(this.#file.retentionMs, now);
    // A clock that was set tells no ages: then no stamp is old.
    this.#file.expire(this.#time.isSteady() ? this.#clock.wallTime() : 0, agedRowid);
  }

  #remove(): number {
    try {
      this.#expire();
      return this.#file.evict();
    } catch {
      // Whatever keeps rows from being removed keeps rows from being written, too, and is told of there.
      return 0;
    }
  }
}
