/** Builds one JSON object as a line of text. Null is left out. Names are ours, and need no escapes. */
export class JsonLine {
  #text: string;

  /** @param first a word, as all the others; a line has at least this one member. */
  constructor(name: string, first: string) {
    this.#text = `{"${name}":"${first}"`;
  }

  /** A text that somebody else has written. */
  text(name: string, value: string | null): void {
    if (value !== null) this.#text += `,"${name}":${JSON.stringify(value)}`;
  }

  /** A text of our own making, in which nothing needs an escape: ids, names of the configuration, closed sets. */
  word(name: string, value: string | null): void {
    if (value !== null) this.#text += `,"${name}":"${value}"`;
  }

  /** Finite, as every figure of a settled request is. */
  number(name: string, value: number | null): void {
    if (value !== null) this.#text += `,"${name}":${value}`;
  }

  flag(name: string, value: boolean): void {
    this.#text += value ? `,"${name}":true` : `,"${name}":false`;
  }

  end(): string {
    return `${this.#text}}\n`;
  }
}
