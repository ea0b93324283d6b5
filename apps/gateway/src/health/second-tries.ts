import type { Hedge, Retry } from '@slipstream/config';
import type { Clock } from '../ports.ts';
import { LatencySketch } from '../routing/latency-sketch.ts';
import { RetryBudget } from '../routing/retry-budget.ts';

/** A first token of ten minutes ago weighs a third of one of now: load changes within minutes. */
const DECAY_MS = 600_000;

/** Finding a quantile walks over the whole sketch: not for every request. */
const REFRESH_MS = 1000;

/** When requests of one variant may be sent a second time: after a failure, or beside a first token that is late. */
export class SecondTries {
  readonly #budget: RetryBudget;
  readonly #firstTokens = new LatencySketch(DECAY_MS);
  readonly #clock: Clock;
  #late: { readonly afterMs: number | null; readonly readAtMs: number } | null = null;

  constructor(rules: Retry, clock: Clock) {
    this.#budget = new RetryBudget(rules);
    this.#clock = clock;
  }

  arrive(): void {
    this.#budget.deposit(this.#clock.now());
  }

  mayTryAgain(): boolean {
    return this.#budget.withdraw(this.#clock.now());
  }

  observeFirstToken(ms: number): void {
    this.#firstTokens.add(ms, this.#clock.now());
  }

  /** Null until enough first tokens were seen. */
  lateAfterMs({ quantile, minSamples }: Hedge): number | null {
    const nowMs = this.#clock.now();
    if (this.#late === null || this.#late.afterMs === null || nowMs - this.#late.readAtMs >= REFRESH_MS) {
      const afterMs =
        Math.round(this.#firstTokens.count(nowMs)) < minSamples ? null : this.#firstTokens.quantile(quantile);
      this.#late = { afterMs, readAtMs: nowMs };
    }
    return this.#late.afterMs;
  }
}
