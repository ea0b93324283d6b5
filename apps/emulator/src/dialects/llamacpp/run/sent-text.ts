import type { EngineToken } from '../../../engine/engine.ts';

/**
 * The text of an answer as `process_token` hands it out: the stop text is cut away, and text that may be the beginning of
 * one is held back until it is known not to be.
 */
export class SentText {
  readonly #stops: readonly string[];
  #text = '';
  #sent = 0;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** The text so far, without the stop. */
  get whole(): string {
    return this.#text;
  }

  /** What goes out with this token, '' if nothing does; null: the character is not whole yet, and no result is made of it. */
  push(token: EngineToken, endsByStop: boolean): string | null {
    if (token.text === '' && !token.special) return null;
    this.#text += token.text;
    if (endsByStop) this.#cutStop();
    else if (!token.special && this.#stops.some((stop) => mayBegin(this.#text, stop))) return '';
    const delta = this.#text.slice(this.#sent);
    this.#sent = Math.max(this.#sent, this.#text.length);
    return delta;
  }

  #cutStop(): void {
    const found = this.#stops.filter((stop) => this.#text.endsWith(stop)).sort((a, b) => b.length - a.length)[0] ?? '';
    this.#text = this.#text.slice(0, this.#text.length - found.length);
  }
}

/** The text ends with the beginning of this stop. */
function mayBegin(text: string, stop: string): boolean {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return true;
  }
  return false;
}
