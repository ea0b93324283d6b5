/** The `date` header (RFC 9110 §6.6.1) as a line, made once a second. */
export class HttpDate {
  readonly #wallTime: () => number;
  #second = Number.NaN;
  #line = '';

  /** @param wallTime Milliseconds since the epoch. */
  constructor(wallTime: () => number) {
    this.#wallTime = wallTime;
  }

  get line(): string {
    const second = Math.floor(this.#wallTime() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#line = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
    }
    return this.#line;
  }
}
