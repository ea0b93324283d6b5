import type { Interval } from '../interval.ts';
import type { BoundedStream } from './bounded-stream.ts';

/**
 * Confidence sequence for the mean of values in [0, 1]: (Σλx ± (ln(2/α) + Σvψ)) / Σλ, cut to [0, 1] (empirical Bernstein,
 * JRSS-B 2024). Needs no independence, only that the mean given the past stays the same; holds for finite samples. Null of
 * nothing.
 */
export function boundedInterval(stream: BoundedStream, alpha: number = 0.05): Interval | null {
  if (stream.n === 0) return null;
  const centre = stream.betSum / stream.bets;
  const halfWidth = (Math.log(2 / alpha) + stream.cost) / stream.bets;
  return {
    lower: Math.max(0, centre - halfWidth),
    estimate: stream.sum / stream.n,
    upper: Math.min(1, centre + halfWidth),
  };
}
