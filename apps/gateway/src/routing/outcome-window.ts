import { SlidingSums } from './sliding-sums.ts';

export interface OutcomeCounts {
  readonly successes: number;
  readonly failures: number;
}

/** What the answers of one replica were like of late. Only judged answers come in here, see `Verdict`. */
export class OutcomeWindow {
  readonly #sums: SlidingSums;

  constructor(windowMs: number) {
    this.#sums = new SlidingSums(windowMs);
  }

  record(nowMs: number, succeeded: boolean): void {
    this.#sums.add(nowMs, succeeded ? 1 : 0, succeeded ? 0 : 1);
  }

  counts(nowMs: number): OutcomeCounts {
    const { first, second } = this.#sums.read(nowMs);
    return { successes: first, failures: second };
  }

  clear(): void {
    this.#sums.clear();
  }
}
