import type { Interval } from '@slipstream/statistics';

/** Acceleration / speed-up. Holds wherever both of its parts do: nothing is assumed of how they hang together. */
export function stepCostInterval(acceleration: Interval | null, speedUp: Interval | null): Interval | null {
  if (acceleration === null || speedUp === null || speedUp.lower <= 0) return null;
  return {
    lower: acceleration.lower / speedUp.upper,
    estimate: acceleration.estimate / speedUp.estimate,
    upper: acceleration.upper / speedUp.lower,
  };
}
