export interface CounterCarryOptions {
  /** The first value counts too: for an engine that was seen to start, so that its counters are all ours. */
  readonly fromZero?: boolean;
}

export interface CarriedCounter {
  readonly increase: number;
  /** The value fell: the engine was restarted in between, and everything on it now is new. */
  readonly reset: boolean;
}

/**
 * Carries a counter on across restarts of its engine. What was counted between the last reading and a restart is lost
 * to everybody; a restart that has already counted past the last value cannot be told from no restart at all, which
 * is why counters of one process should be carried together: `CounterGroupCarry`.
 */
export class CounterCarry {
  #last: number | null;
  #total = 0;

  constructor(options: CounterCarryOptions = {}) {
    this.#last = options.fromZero === true ? 0 : null;
  }

  /** Everything counted since the first reading, or since 0 with `fromZero`. */
  get total(): number {
    return this.#total;
  }

  /** What no counter can be (NaN, infinite, negative) is no reading: nothing changes. */
  update(current: number): CarriedCounter {
    if (!Number.isFinite(current) || current < 0) return { increase: 0, reset: false };
    const last = this.#last;
    this.#last = current;
    if (last === null) return { increase: 0, reset: false };
    const reset = current < last;
    const increase = reset ? current : current - last;
    this.#total += increase;
    return { increase, reset };
  }
}
