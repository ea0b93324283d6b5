/** The longest and the shortest run of last tokens that is looked for (vLLM's prompt_lookup_max and _min; its own defaults differ by version). */
const LONGEST_RUN = 4;
const SHORTEST_RUN = 2;

/**
 * What prompt lookup proposes in engines that draft only when they find something (vLLM's `ngram`, TensorRT-LLM's `NGram`): the longest run of last
 * tokens that came before, its first place, and what followed there. Nothing found: no draft, and the step is a plain one.
 */
export class LookupDrafts {
  readonly #ids: number[] = [];
  /** Run of ids, joined → the index behind its first place. */
  readonly #behind = new Map<string, number>();
  readonly #promptLength: number;

  constructor(promptIds: readonly number[]) {
    this.#promptLength = promptIds.length;
    for (const id of promptIds) this.#append(id);
  }

  /** Takes in the tokens of the answer that it does not know yet. */
  catchUp(answerIds: readonly number[]): void {
    for (const id of answerIds.slice(this.#ids.length - this.#promptLength)) this.#append(id);
  }

  /** At most `most` ids; fewer where the sequence ends before, none without a match. */
  propose(most: number): readonly number[] {
    for (let run = LONGEST_RUN; run >= SHORTEST_RUN; run -= 1) {
      const behind = this.#behind.get(this.#key(run));
      // The first place of a run that is new is the end of the sequence itself.
      if (behind !== undefined && behind < this.#ids.length) return this.#ids.slice(behind, behind + most);
    }
    return [];
  }

  #append(id: number): void {
    this.#ids.push(id);
    for (let run = SHORTEST_RUN; run <= Math.min(LONGEST_RUN, this.#ids.length); run += 1) {
      const key = this.#key(run);
      if (!this.#behind.has(key)) this.#behind.set(key, this.#ids.length);
    }
  }

  #key(run: number): string {
    return this.#ids.slice(-run).join(' ');
  }
}
