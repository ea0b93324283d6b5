import { oneSidedHalfWidth } from '../sequence/one-sided-half-width.ts';

export interface RequestPlan {
  /** The true speed-up to be found, above 1 + `minimalEffect`. */
  readonly speedup: number;
  /** What must be exceeded: 0.05 for "more than 1.05". */
  readonly minimalEffect?: number;
  /** Standard deviation of ln TPOT inside an arm. */
  readonly spread: number;
  /** The candidate's share, in (0, 1). */
  readonly weight: number;
  readonly alpha?: number;
  readonly nStar?: number;
}

/**
 * Requests of both arms together after which the one-sided sequence on the mean of ln TPOT shows a speed-up of just its true
 * size: the smallest N with h₁(V = σ²/(w(1−w)N)) < ln(speed-up) − ln(1 + m). Half of the runs need more. For independent
 * requests; blocks need at least their own minimum on top.
 * @throws RangeError where no number of requests is enough.
 */
export function requestsNeeded(plan: RequestPlan): number {
  const { speedup, minimalEffect = 0, spread, weight, alpha = 0.05, nStar = 2000 } = plan;
  const gap = Math.log(speedup) - Math.log1p(minimalEffect);
  // Below this it would take more than 10¹⁶ requests, and rounding may have left nothing else.
  if (!(gap > 1e-7)) {
    throw new RangeError(
      `a speed-up of ${speedup} never shows to be above ${1 + minimalEffect}: it must be larger than that`,
    );
  }
  if (!(weight > 0 && weight < 1)) throw new RangeError(`a weight lies between 0 and 1, not at ${weight}`);
  const shows = (n: number): boolean =>
    oneSidedHalfWidth({ squaredError: spread ** 2 / (weight * (1 - weight) * n), n, alpha, nStar }) < gap;
  return smallest(shows);
}

/** The first whole number from 1 on at which a condition holds that never ceases to hold. */
function smallest(holds: (n: number) => boolean): number {
  let above = 1;
  while (!holds(above)) above *= 2;
  let below = above >> 1;
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
