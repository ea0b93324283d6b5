import { CounterGroupCarry } from '@slipstream/metrics';
import type { EngineCounters } from '@slipstream/metrics';

/** What one replica's own counters rose by from one page to the next; null where this engine does not count that. */
export interface EngineIncrease {
  readonly steps: number;
  readonly accepted: number;
  readonly prefills: number | null;
  readonly generatedTokens: number | null;
  /** The engine began to count from zero again since the page before: it was restarted. */
  readonly reset: boolean;
}

/** Sums of a replica's own counters since the first page that was read of it. */
export interface EngineSums {
  readonly steps: number;
  readonly accepted: number;
  readonly prefills: number | null;
  readonly resets: number;
}

type Counter = 'steps' | 'accepted' | 'requests' | 'prefills' | 'generatedTokens';

const nothing: EngineIncrease = { steps: 0, accepted: 0, prefills: 0, generatedTokens: 0, reset: false };

/**
 * One replica's own counters, carried on across its restarts. Pure: pages go in, increases come out. The first page is
 * the baseline, since what an engine did before this gateway looked is not this gateway's to report.
 */
export class EngineAccount {
  readonly #carry = new CounterGroupCarry<Counter>();
  #lastSteps = 0;
  #sums: EngineSums | null = null;

  /**
   * A page without a step after pages with some is left aside: the engine has just started, or the page is broken
   * (cut off, another server's), and only the next page that shows steps can tell. Taken for a restart, a broken page
   * would make the whole past count a second time.
   */
  update({ steps, accepted, requests, prefills, generatedTokens }: EngineCounters): EngineIncrease {
    if (steps === 0 && this.#lastSteps > 0) return nothing;
    const { increases, reset } = this.#carry.update({ steps, accepted, requests, prefills, generatedTokens });
    const increase = { ...increases, steps: increases.steps ?? 0, accepted: increases.accepted ?? 0, reset };
    this.#lastSteps = steps;
    this.#sums = addEngineSums(this.#sums ?? noEngineSums, { ...increase, resets: reset ? 1 : 0 });
    return increase;
  }

  /** Null before the first page: then nothing is known, not even zero. */
  get sums(): EngineSums | null {
    return this.#sums;
  }
}

export const noEngineSums: EngineSums = { steps: 0, accepted: 0, prefills: 0, resets: 0 };

/** Adds two sums: over time or over replicas. What one side does not know is unknown in the whole. */
export function addEngineSums(a: EngineSums, b: EngineSums): EngineSums {
  return {
    steps: a.steps + b.steps,
    accepted: a.accepted + b.accepted,
    prefills: a.prefills === null || b.prefills === null ? null : a.prefills + b.prefills,
    resets: a.resets + b.resets,
  };
}
