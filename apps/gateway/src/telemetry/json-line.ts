/** Builds one JSON object as a line of text. Null is left out. Names are ours, and need no escapes. */
export class JsonLine {
  #text = '';

  text(name: string, value: string | null): void {
    if (value !== null) this.#add(name, JSON.stringify(value));
  }

  /** Finite, as every figure of a settled request is. */
  number(name: string, value: number | null): void {
    if (value !== null) this.#add(name, String(value));
  }

  flag(name: string, value: boolean): void {
    this.#add(name, value ? 'true' : 'false');
  }

  end(): string {
    return `${this.#text === '' ? '{' : this.#text}}\n`;
  }

  #add(name: string, json: string): void {
    this.#text += `${this.#text === '' ? '{' : ','}"${name}":${json}`;
  }
}
