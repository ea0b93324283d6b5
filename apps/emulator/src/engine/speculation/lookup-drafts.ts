import { KnownSequence } from './known-sequence.ts';

/** The longest and the shortest run of last tokens that is looked for (vLLM's prompt_lookup_max and _min; its own defaults differ by version). */
const LONGEST_RUN = 4;
const SHORTEST_RUN = 2;

/**
 * What prompt lookup proposes in engines that draft only when they find something (vLLM's `ngram`, TensorRT-LLM's `NGram`): the longest run of last
 * tokens that came before, its first place, and what followed there. Nothing found: no draft, and the step is a plain one.
 */
export class LookupDrafts {
  /** Run of ids, joined → the index behind its first place. */
  readonly #behind = new Map<string, number>();
  readonly #known: KnownSequence;

  constructor(promptIds: readonly number[]) {
    this.#known = new KnownSequence(promptIds, ({ ids }) => this.#learn(ids));
  }

  /** Takes in the tokens of the answer that it does not know yet. */
  catchUp(answerIds: readonly number[]): void {
    this.#known.catchUp(answerIds);
  }

  /** At most `most` ids; fewer where the sequence ends before, none without a match. */
  propose(most: number): readonly number[] {
    const { ids } = this.#known;
    for (let run = LONGEST_RUN; run >= SHORTEST_RUN; run -= 1) {
      const behind = this.#behind.get(lastOf(ids, run));
      // The first place of a run that is new is the end of the sequence itself.
      if (behind !== undefined && behind < ids.length) return ids.slice(behind, behind + most);
    }
    return [];
  }

  #learn(ids: readonly number[]): void {
    for (let run = SHORTEST_RUN; run <= Math.min(LONGEST_RUN, ids.length); run += 1) {
      const key = lastOf(ids, run);
      if (!this.#behind.has(key)) this.#behind.set(key, ids.length);
    }
  }
}

function lastOf(ids: readonly number[], run: number): string {
  return ids.slice(-run).join(' ');
}
