import type { Clock } from '../../ports.ts';

/** Leap seconds and slewing are far below this, and a clock that was set is far above. */
const TOLERATED_MS = 60 * 60_000;

/**
 * Whether the wall clock can be trusted with removing rows: since the start it has moved as the monotonic one has. A
 * clock that jumps ten years ahead must not empty the ledger.
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.wallTime() - clock.now();
  }

  isSteady(): boolean {
    return Math.abs(this.#clock.wallTime() - this.#clock.now() - this.#offsetMs) <= TOLERATED_MS;
  }
}
