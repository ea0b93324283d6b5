import { KnownSequence } from './known-sequence.ts';

/**
 * What prompt lookup proposes, TGI's simple way: find the first earlier place of the last token, copy what followed it
 * there. It always proposes k tokens, sense or nonsense (`create_n_gram_speculation`).
 */
export class NgramDrafts {
  readonly #firstPlace = new Map<number, number>();
  readonly #known: KnownSequence;

  constructor(promptIds: readonly number[]) {
    this.#known = new KnownSequence(promptIds, ({ ids }) => this.#learn(ids));
  }

  /** Takes in the tokens of the answer that it does not know yet. */
  catchUp(answerIds: readonly number[]): void {
    this.#known.catchUp(answerIds);
  }

  /** The id proposed for the `ahead`-th position (from 0) after the sequence. */
  guess(ahead: number): number {
    const { ids } = this.#known;
    const last = ids.length - 1;
    const place = this.#firstPlace.get(ids[last] ?? -1) ?? last;
    // A token not seen before "matches" at the very start, and copying never reaches the last token itself.
    const from = place < last ? place + 1 : 1;
    return ids[Math.max(0, Math.min(from + ahead, last - 1))] ?? -1;
  }

  #learn(ids: readonly number[]): void {
    const last = ids.length - 1;
    const id = ids[last] ?? -1;
    if (!this.#firstPlace.has(id)) this.#firstPlace.set(id, last);
  }
}
