/**
 * What prompt lookup proposes, TGI's simple way: find the first earlier place of the last token, copy what followed it
 * there. It always proposes k tokens, sense or nonsense (`create_n_gram_speculation`).
 */
export class NgramDrafts {
  readonly #ids: number[] = [];
  readonly #firstPlace = new Map<number, number>();
  readonly #promptLength: number;

  constructor(promptIds: readonly number[]) {
    this.#promptLength = promptIds.length;
    for (const id of promptIds) this.#append(id);
  }

  /** Takes in the tokens of the answer that it does not know yet. */
  catchUp(answerIds: readonly number[]): void {
    for (const id of answerIds.slice(this.#ids.length - this.#promptLength)) this.#append(id);
  }

  /** The id proposed for the `ahead`-th position (from 0) after the sequence. */
  guess(ahead: number): number {
    const last = this.#ids.length - 1;
    const place = this.#firstPlace.get(this.#ids[last] ?? -1) ?? last;
    // A token not seen before "matches" at the very start, and copying never reaches the last token itself.
    const from = place < last ? place + 1 : 1;
    return this.#ids[Math.max(0, Math.min(from + ahead, last - 1))] ?? -1;
  }

  #append(id: number): void {
    if (!this.#firstPlace.has(id)) this.#firstPlace.set(id, this.#ids.length);
    this.#ids.push(id);
  }
}
