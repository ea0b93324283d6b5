import { EngineCounterCarry } from '@slipstream/metrics';
import { BenchError } from '../run/bench-error.ts';
import type { EngineReading } from './scrape-engine.ts';

/** What the engines of one arm counted from the first reading to the last. */
export interface CounterWindow {
  /** Tokens beside the one of each step: accepted drafts. TGI: `_sum` of `tgi_request_skipped_tokens`. */
  readonly tokenSum: number;
  /** Forward passes by request, prefills included. TGI: its `_count`. */
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

  /**
   * Readings of the same replicas in the same order each time. The first is where counting begins.
   * Throws {@link BenchError} where an engine counts tokens and does not tell in how many steps they were made.
   */
  update(readings: readonly Omit<EngineReading, 'load'>[]): void {
    for (const [index, { counters, emission }] of readings.entries()) {
      const replica = (this.#replicas[index] ??= new EngineCounterCarry());
      const { counters: increases, reset } = replica.update(counters);
      // Whether the arm has a speculator is not known here, but by what its engine counts.
      const { tokens, steps } = emission(increases, { draftTokens: null });
      if (steps === null && tokens !== null && tokens > 0) {
        throw new BenchError(
          'counters: the engine counts tokens, but not how many steps made them; see docs/metering.md',
        );
      }
      const { tokenSum, tokensCount, prefills } = this.#window;
      this.#window = {
        tokenSum: tokenSum + (tokens ?? 0) - (steps ?? 0),
        tokensCount: tokensCount + (steps ?? 0),
        prefills: prefills === null || increases.prefills === null ? null : prefills + increases.prefills,
        reset: this.#window.reset || reset,
      };
    }
  }
}
