/** An estimate between the ends of its interval. */
export interface Interval {
  readonly lower: number;
  readonly estimate: number;
  readonly upper: number;
}
