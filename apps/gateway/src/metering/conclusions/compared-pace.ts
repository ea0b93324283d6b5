import { jointVariance, sequenceHalfWidth } from '@slipstream/statistics';
import type { Interval, JointSums, Slope } from '@slipstream/statistics';
import { quantity } from './conclusion-sample.ts';

/**
 * Needed in each arm. With fewer, the variance of the log is not estimated well enough for the sequence to keep its error rate
 * (docs/statistics.md; A/A simulations: 3–4 % false claims at 50 requests per arm, nominal 5 %).
 */
export const leastTimed = { requests: 50, units: 20 } as const;

/** Chance of ever missing, over all looks; and clusters of both arms at which intervals are narrowest. */
const look = { alpha: 0.05, nStar: 2000 } as const;

export interface ComparedPace {
  readonly speedUp: Interval | null;
  readonly stepCost: Interval | null;
}

/**
 * Speed-up: exp of the control's mean ln TPOT less the variant's. Step cost: acceleration / speed-up, whose parts are not
 * independent (who accepts more is faster), so that its error is taken from their sums together. Both by the delta method over
 * clusters, as confidence sequences: whoever compares looks more than once. Null with too few requests or units.
 */
export function comparedPace(variant: JointSums, control: JointSums | null): ComparedPace {
  const [own, other] = [meanLogTpot(variant), control === null ? null : meanLogTpot(control)];
  if (control === null || own === null || other === null) return { speedUp: null, stepCost: null };
  const n = own.clusters + other.clusters;
  const intervalOf = (log: number, slopes: readonly Slope[]): Interval | null => {
    const [ownError, otherError] = [jointVariance(variant, slopes), jointVariance(control, other.slopes)];
    if (ownError === null || otherError === null) return null;
    const half = sequenceHalfWidth({ squaredError: ownError + otherError, n, ...look });
    return { lower: Math.exp(log - half), estimate: Math.exp(log), upper: Math.exp(log + half) };
  };
  const slower = own.mean - other.mean;
  const [tokens, steps] = [variant.sums[quantity.tokens] ?? 0, variant.sums[quantity.steps] ?? 0];
  const accelerationSlopes = [
    { quantity: quantity.tokens, slope: 1 / tokens },
    { quantity: quantity.steps, slope: -1 / steps },
  ];
  return {
    speedUp: intervalOf(-slower, own.slopes),
    stepCost:
      steps > 0 && tokens > 0
        ? intervalOf(Math.log(tokens / steps) + slower, [...accelerationSlopes, ...own.slopes])
        : null,
  };
}

/** Requests whose pace is known, and the units that they are of. */
export function timedOf({ sums, clusters }: JointSums): { readonly requests: number; readonly units: number } {
  return { requests: sums[quantity.timed] ?? 0, units: clusters[quantity.timed] ?? 0 };
}

interface MeanLog {
  readonly mean: number;
  readonly clusters: number;
  /** Of the mean, Σ ln TPOT / how many. */
  readonly slopes: readonly Slope[];
}

function meanLogTpot(joint: JointSums): MeanLog | null {
  const { requests: n, units } = timedOf(joint);
  if (n < leastTimed.requests || units < leastTimed.units) return null;
  const mean = (joint.sums[quantity.logTpot] ?? 0) / n;
  const slopes = [
    { quantity: quantity.logTpot, slope: 1 / n },
    { quantity: quantity.timed, slope: -mean / n },
  ];
  return { mean, clusters: units, slopes };
}
