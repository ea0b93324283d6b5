/** How finely the window slides: an old event leaves it at most a tenth of the window late. */
const BUCKETS = 10;

/**
 * Two sums over the last `windowMs`, in a ring of time buckets: exact counts, however fast or slow events come. (An
 * average that decays per event would forget a failure by traffic instead of by time.) Times are of one monotonic
 * clock; one that is a little late counts as now.
 */
export class SlidingSums {
  readonly #bucketMs: number;
  readonly #first = new Float64Array(BUCKETS);
  readonly #second = new Float64Array(BUCKETS);
  #firstSum = 0;
  #secondSum = 0;
  /** Number of the newest bucket since the clock's zero. */
  #newest = -Infinity;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(nowMs: number, first: number, second: number): void {
    this.#slide(nowMs);
    const index = this.#indexOf(this.#newest);
    this.#first[index] = (this.#first[index] ?? 0) + first;
    this.#second[index] = (this.#second[index] ?? 0) + second;
    this.#firstSum += first;
    this.#secondSum += second;
  }

  read(nowMs: number): { readonly first: number; readonly second: number } {
    this.#slide(nowMs);
    return { first: this.#firstSum, second: this.#secondSum };
  }

  clear(): void {
    this.#first.fill(0);
    this.#second.fill(0);
    this.#firstSum = 0;
    this.#secondSum = 0;
  }

  #slide(nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (bucket <= this.#newest) return;
    if (bucket - this.#newest >= BUCKETS) this.clear();
    else for (let old = this.#newest + 1; old <= bucket; old += 1) this.#forget(this.#indexOf(old));
    this.#newest = bucket;
  }

  #forget(index: number): void {
    this.#firstSum -= this.#first[index] ?? 0;
    this.#secondSum -= this.#second[index] ?? 0;
    this.#first[index] = 0;
    this.#second[index] = 0;
  }

  #indexOf(bucket: number): number {
    return ((bucket % BUCKETS) + BUCKETS) % BUCKETS;
  }
}
