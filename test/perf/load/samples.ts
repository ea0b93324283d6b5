/** Durations in milliseconds, kept all, in memory that does not make the collector work. */
export class Samples {
  #values = new Float64Array(4096);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Quantiles by nearest rank; null without samples. */
  quantiles(...wanted: readonly number[]): (number | null)[] {
    const sorted = this.#values.slice(0, this.#count).sort();
    return wanted.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null);
  }
}
