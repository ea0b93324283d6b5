import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';
import { sequenceHalfWidth } from '../sequence/sequence-half-width.ts';

export interface SpeedupSequenceOptions {
  /** Chance that the interval ever misses, over all looks. Default 0.05. */
  readonly alpha?: number;
  /** Requests of both arms together at which the interval is narrowest: the expected size at decision. Fixed for a run. Default 2000. */
  readonly nStar?: number;
}

/** Below this the asymptotics do not hold on log times: 5 % becomes more in simulation. */
const minimumPerArm = 50;

/**
 * Speed-up, from moments of ln TPOT by arm, that may be looked at after every request: an asymptotic confidence sequence for
 * independent requests. Null while an arm has fewer than 50.
 */
export function speedupSequence(
  control: Moments,
  variant: Moments,
  options: SpeedupSequenceOptions = {},
): Interval | null {
  const controlVariance = variance(control);
  const variantVariance = variance(variant);
  if (controlVariance === null || variantVariance === null) return null;
  if (Math.min(control.n, variant.n) < minimumPerArm) return null;
  const halfWidth = sequenceHalfWidth({
    squaredError: controlVariance / control.n + variantVariance / variant.n,
    n: control.n + variant.n,
    alpha: options.alpha ?? 0.05,
    nStar: options.nStar ?? 2000,
  });
  return logInterval(control.mean - variant.mean, halfWidth);
}
