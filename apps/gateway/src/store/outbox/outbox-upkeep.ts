import type { Clock } from '../../ports.ts';
import type { OutboxFile } from './outbox-file.ts';
import type { FromOutbox } from './outbox-messages.ts';
import { SteadyTime } from './steady-time.ts';

const EVERY_MS = 1000;

/** Keeps the file within its age and its size, a little at a time, and tells how it stands. */
export class OutboxUpkeep {
  readonly #file: OutboxFile;
  readonly #clock: Clock;
  readonly #say: (message: FromOutbox) => void;
  readonly #time: SteadyTime;
  readonly #timer: NodeJS.Timeout;

  constructor(file: OutboxFile, clock: Clock, say: (message: FromOutbox) => void) {
    this.#file = file;
    this.#clock = clock;
    this.#say = say;
    this.#time = new SteadyTime(clock);
    this.#timer = setInterval(() => this.run(), EVERY_MS);
    this.run();
  }

  run(): void {
    const evictedRows = this.#remove();
    const { bytes, usedRatio } = this.#file.diskUse();
    this.#say({ kind: 'status', diskBytes: bytes, diskUsedRatio: usedRatio, evictedRows, shipping: null });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #remove(): number {
    try {
      if (this.#time.isSteady()) this.#file.expire(this.#clock.wallTime());
      return this.#file.evict();
    } catch {
      // Whatever keeps rows from being removed keeps rows from being written, too, and is told of there.
      return 0;
    }
  }
}
