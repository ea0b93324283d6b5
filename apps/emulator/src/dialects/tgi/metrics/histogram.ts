import type { Buckets } from './buckets.ts';

/** A histogram with fixed buckets, since the start. */
export class Histogram {
  sum = 0;
  count = 0;
  private readonly bounds: Buckets;
  /** Observations at or below each bound: cumulative, as they are rendered. */
  private readonly atOrBelow: number[];

  constructor(bounds: Buckets) {
    this.bounds = bounds;
    this.atOrBelow = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.count += 1;
    for (let index = this.bounds.length - 1; index >= 0 && value <= (this.bounds[index] ?? 0); index -= 1) {
      this.atOrBelow[index] = (this.atOrBelow[index] ?? 0) + 1;
    }
  }

  *buckets(): Generator<readonly [bound: number, count: number]> {
    for (const [index, bound] of this.bounds.entries()) yield [bound, this.atOrBelow[index] ?? 0];
  }
}
