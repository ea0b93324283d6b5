/** A reader that is now and then busy with something else, and then finds all that came meanwhile. */
export class BusyReader {
  readonly #busyMs: number;
  readonly #idleMs: number;
  readonly #random: () => number;
  #from: number;
  #to: number;

  /** Mean lengths of its busy and idle times, both exponential; `busyMs` 0: never busy. */
  constructor(busyMs: number, idleMs: number, random: () => number) {
    this.#busyMs = busyMs;
    this.#idleMs = idleMs;
    this.#random = random;
    this.#from = this.#draw(idleMs);
    this.#to = this.#from + this.#draw(busyMs);
  }

  /** When bytes that arrive at `atMs` are read. Call in order of time. */
  readAtMs(atMs: number): number {
    if (this.#busyMs === 0) return atMs;
    while (atMs >= this.#to) {
      this.#from = this.#to + this.#draw(this.#idleMs);
      this.#to = this.#from + this.#draw(this.#busyMs);
    }
    return atMs < this.#from ? atMs : this.#to;
  }

  #draw(meanMs: number): number {
    return -Math.log(1 - this.#random()) * meanMs;
  }
}
