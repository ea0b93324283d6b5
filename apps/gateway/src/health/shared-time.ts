/**
 * Divides the time of one replica among those who are there: of each moment everybody has an equal part. One sum is kept, of
 * what somebody who is always there would have had; whoever comes and goes has had the difference. O(1), however many are there.
 */
export class SharedTime {
  #members = 0;
  #seconds = 0;
  #atMs = 0;

  /** Returns the mark to take from a later one. */
  enter(nowMs: number): number {
    const mark = this.mark(nowMs);
    this.#members += 1;
    return mark;
  }

  /** Returns the last mark of the one who leaves. */
  leave(nowMs: number): number {
    const mark = this.mark(nowMs);
    this.#members -= 1;
    return mark;
  }

  /** Seconds. A time before the last one, of a read that waited to be told of, counts as that one. */
  mark(nowMs: number): number {
    if (nowMs <= this.#atMs) return this.#seconds;
    if (this.#members > 0) this.#seconds += (nowMs - this.#atMs) / 1000 / this.#members;
    this.#atMs = nowMs;
    return this.#seconds;
  }
}
