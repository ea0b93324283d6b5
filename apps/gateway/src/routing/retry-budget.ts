import type { Retry } from '@slipstream/config';
import { SlidingSums } from './sliding-sums.ts';

/**
 * How many second tries the requests of one variant may cause, as a share of the traffic: a fleet that is down must not
 * see its load doubled. (The floor lets a quiet variant retry at all.)
 */
export class RetryBudget {
  readonly #rules: Retry;
  /** Requests, and second tries of them. */
  readonly #sums: SlidingSums;

  constructor(rules: Retry) {
    this.#rules = rules;
    this.#sums = new SlidingSums(rules.windowMs);
  }

  /** A request has come; its first try is free. */
  deposit(nowMs: number): void {
    this.#sums.add(nowMs, 1, 0);
  }

  /** True: a second try may be made, and is booked. */
  withdraw(nowMs: number): boolean {
    const { first: requests, second: tries } = this.#sums.read(nowMs);
    const { floor, share } = this.#rules;
    if (tries + 1 > floor + share * requests) return false;
    this.#sums.add(nowMs, 0, 1);
    return true;
  }
}
