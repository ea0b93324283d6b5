/** Where lines go; each ends in a newline. */
export interface LogDestination {
  write(line: string): void;
}

/**
 * Hands on the lines of one turn of the event loop in one write: a system call for each would cost a busy gateway more
 * than making the lines. They wait no longer than the turn; `flush` when the process ends.
 */
export class LineBuffer implements LogDestination {
  readonly #to: LogDestination;
  #waiting = '';

  constructor(to: LogDestination) {
    this.#to = to;
  }

  write(line: string): void {
    if (this.#waiting === '') setImmediate(() => this.flush());
    this.#waiting += line;
  }

  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.#to.write(lines);
  }
}
