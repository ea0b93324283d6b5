/**
 * When the events of one stream came: a series of (time of read, events in that read). A read is what the caller
 * handed over at once; several events of one read came at the same time as far as anyone can tell.
 */
export class StreamTimeline {
  readonly #timesMs: number[] = [];
  readonly #counts: number[] = [];
  #total = 0;

  /** `count` events in the read at `atMs`. Times do not go back: the clock is monotonic. */
  record(atMs: number, count: number): void {
    if (count <= 0) return;
    this.#timesMs.push(atMs);
    this.#counts.push(count);
    this.#total += count;
  }

  /** One entry per read that held events, in order. */
  get timesMs(): readonly number[] {
    return this.#timesMs;
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  get total(): number {
    return this.#total;
  }

  get firstAtMs(): number | null {
    return this.#timesMs[0] ?? null;
  }

  get lastAtMs(): number | null {
    return this.#timesMs.at(-1) ?? null;
  }

  readGapsMs(): number[] {
    return this.#timesMs.slice(1).map((atMs, index) => atMs - (this.#timesMs[index] ?? atMs));
  }
}
