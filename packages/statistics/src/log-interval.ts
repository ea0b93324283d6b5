import type { Interval } from './interval.ts';

/** `exp` of an interval that was made on the log scale, where a ratio's error is symmetric. */
export function logInterval(logEstimate: number, halfWidth: number): Interval {
  return {
    lower: Math.exp(logEstimate - halfWidth),
    estimate: Math.exp(logEstimate),
    upper: Math.exp(logEstimate + halfWidth),
  };
}
