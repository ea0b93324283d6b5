import { addPositions, EngineCounterCarry } from '@slipstream/metrics';
import type { AnswerContext, EngineAdapter, EngineCounters } from '@slipstream/metrics';

/** Sums of a replica's own counters since the first page that was read of it; null where this engine does not count that. */
export interface EngineSums {
  readonly tokens: number | null;
  readonly steps: number | null;
  readonly accepted: number | null;
  readonly drafts: number | null;
  readonly draftTokens: number | null;
  readonly acceptedByPosition: readonly number[] | null;
  readonly prefills: number | null;
  readonly generatedTokens: number | null;
  /** Times that the engine began to count from zero again: it was restarted. */
  readonly resets: number;
  /** The coarsest step in which these can move: engines that round what they print. */
  readonly resolution: number;
}

/**
 * One replica's own counters, carried on across its restarts. Pure: pages go in, sums come out. The first page is the
 * baseline, since what an engine did before this gateway looked is not this gateway's to report.
 */
export class EngineAccount {
  readonly #emission: EngineAdapter['emission'];
  readonly #context: AnswerContext;
  readonly #carry = new EngineCounterCarry();
  #lastProgress = 0;
  #sums: EngineSums | null = null;

  constructor(adapter: Pick<EngineAdapter, 'emission'>, context: AnswerContext) {
    this.#emission = adapter.emission;
    this.#context = context;
  }

  /**
   * A page without a step after pages with some is left aside: the engine has just started, or the page is broken
   * (cut off, another server's), and only the next page that shows steps can tell. Taken for a restart, a broken page
   * would make the whole past count a second time.
   */
  update(page: EngineCounters): void {
    const progress = page.steps ?? page.tokens ?? 0;
    if (progress === 0 && this.#lastProgress > 0) return;
    const { counters, reset, leftAside } = this.#carry.update(page);
    if (leftAside) return;
    this.#lastProgress = progress;
    const { drafts, draftTokens, acceptedByPosition, prefills, generatedTokens, resolution } = counters;
    const emission = this.#emission(counters, this.#context);
    const rest = { drafts, draftTokens, acceptedByPosition, prefills, generatedTokens, resolution };
    const increase: EngineSums = { ...emission, ...rest, resets: reset ? 1 : 0 };
    this.#sums = this.#sums === null ? increase : addInTime(this.#sums, increase);
  }

  /** Null before the first page: then nothing is known, not even zero. */
  get sums(): EngineSums | null {
    return this.#sums;
  }
}

export const noEngineSums: EngineSums = {
  tokens: 0,
  steps: 0,
  accepted: 0,
  drafts: 0,
  draftTokens: 0,
  acceptedByPosition: [],
  prefills: 0,
  generatedTokens: 0,
  resets: 0,
  resolution: 1,
};

/** Adds the sums of two replicas. What one side does not know is unknown in the whole. */
export function addEngineSums(a: EngineSums, b: EngineSums): EngineSums {
  return combine(a, b, (one, other) => (one === null || other === null ? null : one + other));
}

/** Adds an increase. A counter that was not there before has counted nothing until then; one that is gone has not moved. */
function addInTime(sums: EngineSums, increase: EngineSums): EngineSums {
  const before = sums.acceptedByPosition ?? (increase.acceptedByPosition === null ? null : []);
  const more = increase.acceptedByPosition ?? (before === null ? null : []);
  return combine({ ...sums, acceptedByPosition: before }, { ...increase, acceptedByPosition: more }, (one, other) =>
    other === null ? one : (one ?? 0) + other,
  );
}

function combine(
  a: EngineSums,
  b: EngineSums,
  add: (one: number | null, other: number | null) => number | null,
): EngineSums {
  return {
    tokens: add(a.tokens, b.tokens),
    steps: add(a.steps, b.steps),
    accepted: add(a.accepted, b.accepted),
    drafts: add(a.drafts, b.drafts),
    draftTokens: add(a.draftTokens, b.draftTokens),
    acceptedByPosition: addPositions(a.acceptedByPosition, b.acceptedByPosition),
    prefills: add(a.prefills, b.prefills),
    generatedTokens: add(a.generatedTokens, b.generatedTokens),
    resets: a.resets + b.resets,
    resolution: Math.max(a.resolution, b.resolution),
  };
}
