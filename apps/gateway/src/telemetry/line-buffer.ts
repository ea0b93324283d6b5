import type { Timers } from '../ports.ts';

/** Where lines go; each ends in a newline. */
export interface LogDestination {
  write(line: string): void;
}

/** As long as lines wait for company. */
const COLLECT_MS = 20;

/** So many characters go out at once. */
const FULL = 16 * 1024;

/**
 * Hands on lines in company: a system call for each would cost a busy gateway more than making them. A line waits
 * 20 ms at most; `flush` when the process ends.
 */
export class LineBuffer implements LogDestination {
  readonly #to: LogDestination;
  readonly #timers: Timers;
  #waiting = '';
  #planned = false;

  constructor(to: LogDestination, timers: Timers) {
    this.#to = to;
    this.#timers = timers;
  }

  write(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length >= FULL) return this.flush();
    if (this.#planned) return;
    this.#planned = true;
    this.#timers.after(COLLECT_MS, () => {
      this.#planned = false;
      this.flush();
    });
  }

  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.#to.write(lines);
  }
}
