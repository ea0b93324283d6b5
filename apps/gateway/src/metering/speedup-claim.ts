import type { Variant } from '@slipstream/config';
import type { Interval, JointSums } from '@slipstream/statistics';
import { comparedPace, leastTimed, timedOf } from './conclusions/compared-pace.ts';

/** What may be said of a variant's speed-up over its control; or why nothing may. */
export type SpeedupClaim =
  | { readonly interval: Interval; readonly control: string; readonly reason: null }
  | { readonly interval: null; readonly control: string | null; readonly reason: string };

/** One side of a comparison: a variant and the sums of its requests. */
export interface Arm {
  readonly variant: Variant;
  readonly sums: JointSums;
}

/**
 * TPOT of the control / TPOT of the variant: exp of the mean log difference, inside a 95 % confidence sequence over units, so that
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
  const { speedUp } = comparedPace(arm.sums, control.sums);
  if (speedUp !== null) return { interval: speedUp, control: name, reason: null };
  const smaller = (what: 'requests' | 'units'): number =>
    Math.min(...[arm, control].map(({ sums }) => timedOf(sums)[what]));
  const lacks = smaller('requests') < leastTimed.requests ? 'requests' : 'units';
  return { interval: null, control: name, reason: `not enough ${lacks}: ${smaller(lacks)} of ${leastTimed[lacks]}` };
}
