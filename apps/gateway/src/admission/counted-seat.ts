import type { Replica } from '@slipstream/config';
import type { AttemptOutcome } from '../metering/request-record.ts';
import type { ReplicaTime, Seat } from '../ports.ts';

/** A seat whose end is heard of, exactly once. */
export class CountedSeat implements Seat {
  readonly #seat: Seat;
  #onLeft: (() => void) | null;

  constructor(seat: Seat, onLeft: () => void) {
    this.#seat = seat;
    this.#onLeft = onLeft;
  }

  get replica(): Replica {
    return this.#seat.replica;
  }

  get concurrency(): number {
    return this.#seat.concurrency;
  }

  received(tokens: number): void {
    this.#seat.received(tokens);
  }

  firstToken(atMs: number): void {
    this.#seat.firstToken(atMs);
  }

  leave(outcome: AttemptOutcome, retryAfterMs: number | null): ReplicaTime | null {
    const time = this.#seat.leave(outcome, retryAfterMs);
    const onLeft = this.#onLeft;
    this.#onLeft = null;
    onLeft?.();
    return time;
  }
}
