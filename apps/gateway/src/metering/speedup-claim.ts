import type { Variant } from '@slipstream/config';
import { speedupSequence } from '@slipstream/statistics';
import type { Interval, Moments } from '@slipstream/statistics';

/**
 * Requests needed in each arm before anything is said: with fewer, the variance of the log is not estimated well enough
 * for the sequence to keep its error rate (A/A simulations: 3–4 % false claims at 50 per arm, nominal 5 %).
 */
const requestsNeeded = 50;

/** What may be said of a variant's speed-up over its control; or why nothing may. */
export type SpeedupClaim =
  | { readonly interval: Interval; readonly control: string; readonly reason: null }
  | { readonly interval: null; readonly control: string | null; readonly reason: string };

/** One side of a comparison: a variant and the moments of ln TPOT of its requests. */
export interface Arm {
  readonly variant: Variant;
  readonly logTimePerToken: Moments;
}

/**
 * TPOT of the control / TPOT of the variant: exp of the mean log difference, inside a 95 % confidence sequence, so that
 * it may be read after every request. Claimed only against a control of the same base model: a ratio between two
 * different models measures the models.
 */
export function speedupClaim(arm: Arm, control: Arm | null): SpeedupClaim {
  if (control === null) return { interval: null, control: null, reason: 'no control' };
  const name = control.variant.name;
  if (control.variant.base !== arm.variant.base) {
    const reason = `control has another base model: ${control.variant.base} ≠ ${arm.variant.base}`;
    return { interval: null, control: name, reason };
  }
  const requests = Math.min(arm.logTimePerToken.n, control.logTimePerToken.n);
  if (requests < requestsNeeded) {
    return { interval: null, control: name, reason: `not enough requests: ${requests} of ${requestsNeeded}` };
  }
  const interval = speedupSequence(control.logTimePerToken, arm.logTimePerToken);
  if (interval === null) return { interval: null, control: name, reason: 'no spread to estimate from' };
  return { interval, control: name, reason: null };
}
