import type { FinishCause } from '../engine.ts';
import type { Piece } from '../language/piece.ts';

/** Decides after each token whether the answer is over; in TGI's order: length, then EOS, then stop texts. */
export class FinishRule {
  readonly #maxNewTokens: number;
  readonly #eosId: number | null;
  readonly #stops: readonly string[];
  /** Enough of the text's end to hold the longest stop text. */
  readonly #tailLength: number;
  #tail = '';
  #count = 0;

  /** `eosId` null: no token ends the answer. */
  constructor(maxNewTokens: number, eosId: number | null, stop: readonly string[]) {
    this.#maxNewTokens = maxNewTokens;
    this.#eosId = eosId;
    this.#stops = stop.filter((text) => text !== '');
    this.#tailLength = Math.max(0, ...this.#stops.map((text) => text.length));
  }

  /** Counts one more token of the answer. */
  accept(piece: Piece): FinishCause | null {
    this.#count += 1;
    if (this.#count >= this.#maxNewTokens) return 'length';
    if (piece.id === this.#eosId) return 'eos';
    if (this.#stops.length === 0 || piece.text === '') return null;
    this.#tail = (this.#tail + piece.text).slice(-Math.max(this.#tailLength, piece.text.length));
    return this.#stops.some((text) => this.#tail.endsWith(text)) ? 'stop' : null;
  }
}
