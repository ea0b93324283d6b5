import { EngineCounterCarry } from '@slipstream/metrics';
import type { EngineCounters } from '@slipstream/metrics';

/** What the engines of one arm counted from the first reading to the last. */
export interface CounterWindow {
  /** Draft tokens that were emitted: `_sum` of `tgi_request_skipped_tokens`. */
  readonly tokenSum: number;
  /** Forward passes by request, prefills included: its `_count`. */
  readonly tokensCount: number;
  /** Requests prefilled; null where an engine does not say. */
  readonly prefills: number | null;
  /** A replica started anew in between: what it had counted before is lost, so nothing here is whole. */
  readonly reset: boolean;
}

/**
 * Adds up what the replicas of one arm count. Many readings see more restarts than two: an engine that has counted past
 * its old value again shows no fall.
 */
export class CounterTally {
  readonly #replicas: EngineCounterCarry[] = [];
  #window: CounterWindow = { tokenSum: 0, tokensCount: 0, prefills: 0, reset: false };

  get window(): CounterWindow {
    return this.#window;
  }

  /** Readings of the same replicas in the same order each time. The first is where counting begins. */
  update(readings: readonly EngineCounters[]): void {
    for (const [index, reading] of readings.entries()) {
      const replica = (this.#replicas[index] ??= new EngineCounterCarry());
      const { counters: increases, reset } = replica.update(reading);
      const { tokenSum, tokensCount, prefills } = this.#window;
      this.#window = {
        tokenSum: tokenSum + (increases.accepted ?? 0),
        tokensCount: tokensCount + (increases.steps ?? 0),
        prefills: prefills === null || increases.prefills === null ? null : prefills + increases.prefills,
        reset: this.#window.reset || reset,
      };
    }
  }
}
