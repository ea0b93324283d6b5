/** The tokens that drafting looks at: those of the prompt, and of the answer as far as it is known. */
export class KnownSequence {
  readonly ids: number[] = [];
  readonly #promptLength: number;
  readonly #added: () => void;

  /** `added` is told of each token, when it is the last of `ids`. */
  constructor(promptIds: readonly number[], added: (sequence: KnownSequence) => void) {
    this.#promptLength = promptIds.length;
    this.#added = () => added(this);
    for (const id of promptIds) this.#append(id);
  }

  /** Takes in the tokens of the answer that it does not know yet. */
  catchUp(answerIds: readonly number[]): void {
    for (const id of answerIds.slice(this.ids.length - this.#promptLength)) this.#append(id);
  }

  #append(id: number): void {
    this.ids.push(id);
    this.#added();
  }
}
