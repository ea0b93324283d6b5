import type { GatewayError } from '../errors.ts';
import type { Cancel, Seat, SeatWish } from '../ports.ts';

/** One request that waits. Ended once: by a seat, by nobody being there to give one (null), or by an error. */
export interface Waiter {
  readonly wish: SeatWish;
  /** From then on no seat is of use to it, even if its timer has not run yet. */
  readonly untilMs: number;
  readonly end: (result: Seat | GatewayError | null) => void;
}

/** Weight of the newest stay in the mean: the last ten or so decide. */
const newest = 0.1;

/** The requests that wait for one variant, first in, first out, and those that sit at its replicas. */
export class Lane {
  /** In the order of their coming; a set, so that one that leaves is out at once wherever it stands. */
  readonly waiting = new Set<Waiter>();
  /** By address, so that a count outlives the object that a reload replaces. */
  readonly #seated = new Map<string, number>();
  /** Ends a wait for a replica that asked to be left alone. */
  restOver: Cancel | null = null;
  meanStayMs: number | null = null;

  seated(origin: string): number {
    return this.#seated.get(origin) ?? 0;
  }

  sit(origin: string): void {
    this.#seated.set(origin, this.seated(origin) + 1);
  }

  rise(origin: string, stayMs: number): void {
    const left = this.seated(origin) - 1;
    if (left > 0) this.#seated.set(origin, left);
    else this.#seated.delete(origin);
    this.meanStayMs = this.meanStayMs === null ? stayMs : this.meanStayMs + newest * (stayMs - this.meanStayMs);
  }
}
