interface Entry {
  readonly atMs: number;
  readonly run: () => void;
}

/** Things to do at given times: out in order of time, and of entry where the times are equal. */
export class TimedQueue {
  readonly #entries: Entry[] = [];

  /** Returns what takes it out again; idempotent. */
  add(atMs: number, run: () => void): () => void {
    const entry: Entry = { atMs, run };
    // Few entries are ever open (one per engine, some per stream), and new ones mostly belong near the end.
    const index = this.#entries.findLastIndex((other) => other.atMs <= atMs) + 1;
    this.#entries.splice(index, 0, entry);
    return () => {
      const place = this.#entries.indexOf(entry);
      if (place >= 0) this.#entries.splice(place, 1);
    };
  }

  get nextAtMs(): number | null {
    return this.#entries[0]?.atMs ?? null;
  }

  /** Takes out and returns the first entry that is due at `nowMs`. */
  take(nowMs: number): (() => void) | null {
    const first = this.#entries[0];
    if (first === undefined || first.atMs > nowMs) return null;
    this.#entries.shift();
    return first.run;
  }
}
