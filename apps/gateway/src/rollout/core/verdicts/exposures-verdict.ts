import type { Guardrails } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import type { Verdict } from './verdict.ts';

/** Fewer units may be somebody who looks at both arms on purpose. */
const fewestInBoth = 5;

/**
 * Units that were exposed to both arms, which none is while stickiness holds: what they have had of one arm is in what they do in the
 * other. Null where the unit is the request, which comes once.
 */
export function exposuresVerdict({ exposures }: Guardrails, { exposed }: Evidence): Verdict | null {
  if (exposed === null) return null;
  const { limit, action } = exposures;
  const { inBoth, units } = exposed;
  const share = units === 0 ? 0 : inBoth / units;
  const percent = (part: number): string => `${Number((100 * part).toFixed(1))} %`;
  const text = `multiple exposures: ${inBoth} of ${units} units in both arms, may be ${percent(limit)}`;
  const result = inBoth >= fewestInBoth && share > limit ? 'fail' : 'pass';
  return { check: 'multiple exposures', result, action, interval: null, eValue: null, limit, text };
}
