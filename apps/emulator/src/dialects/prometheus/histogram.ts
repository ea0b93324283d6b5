/** A histogram with fixed buckets, since the start. */
export class Histogram {
  sum = 0;
  count = 0;
  private readonly bounds: readonly number[];
  /** Observations at or below each bound: cumulative, as they are rendered. */
  private readonly atOrBelow: number[];

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.atOrBelow = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.repeat(value, 1);
  }

  /** The same observation so many times. */
  repeat(value: number, times: number): void {
    this.sum += value * times;
    this.count += times;
    for (let index = this.bounds.length - 1; index >= 0 && value <= (this.bounds[index] ?? 0); index -= 1) {
      this.atOrBelow[index] = (this.atOrBelow[index] ?? 0) + times;
    }
  }

  *buckets(): Generator<readonly [bound: number, count: number]> {
    for (const [index, bound] of this.bounds.entries()) yield [bound, this.atOrBelow[index] ?? 0];
  }
}
