import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { armDifference } from './arm-difference.ts';
import { dataFinding } from './data-finding.ts';
import { differenceNumbers } from './difference-numbers.ts';
import type { CheckName, Finding } from './finding.ts';
import { intervalInWords } from './in-words.ts';
import type { Measure } from './measure.ts';
import type { ObservedRun } from './observed-run.ts';
import type { Verdict } from './verdict.ts';

export interface RatioCheck {
  readonly check: CheckName;
  readonly measure: Measure;
  /** Relative: 0.1 for at most 1.1 times the control's. */
  readonly margin: number;
  /**
   * - `not-more`: must be proved to be below 1 + margin; less is welcome
   * - `not-other`: must not be proved to lie outside 1/(1 + margin) … 1 + margin, and the estimate lies inside. A lossless
   *   speculator leaves the length of answers alone, and to prove equality would take longer than to prove a speed-up
   */
  readonly kind: 'not-more' | 'not-other';
}

/** Is the candidate's ratio to the control, of a quantity that should not grow (or not change), within its margin? */
export function ratioFinding(run: ObservedRun, { check, measure, margin, kind }: RatioCheck): Finding {
  const bound = 1 + margin;
  const needs =
    kind === 'not-more' ? `needs < ${bound.toFixed(2)}` : `needs ${(1 / bound).toFixed(2)} to ${bound.toFixed(2)}`;
  const base = { check, quantity: 'ratio', bound } as const;
  const found = armDifference(run, measure);
  const { requests } = run.totals.candidate;
  if (requests >= run.plan.minimumRequests && measure.countOf(run.totals.candidate) === 0) {
    const reason = `${measure.name} cannot be measured: none of the candidate's ${requests} requests has one`;
    return {
      ...base,
      verdict: 'error',
      lower: null,
      estimate: null,
      upper: null,
      reason,
      numbers: differenceNumbers(found, null),
    };
  }
  if (found === null || !Number.isFinite(found.halfWidth)) {
    const estimate = found === null ? null : Math.exp(found.difference);
    const reason = `${measure.name} not known yet, ${needs}`;
    return {
      ...base,
      verdict: 'inconclusive',
      lower: null,
      estimate,
      upper: null,
      reason,
      numbers: differenceNumbers(found, null),
    };
  }
  const interval = logInterval(found.difference, found.halfWidth);
  const mayPass = dataFinding(run).verdict !== 'inconclusive';
  const verdict = judge(interval, { bound, kind, mayPass });
  const reason = `${measure.name} ${intervalInWords(interval)} times the control's, ${needs}; ${found.blocks} blocks`;
  return { ...base, ...interval, verdict, reason, numbers: differenceNumbers(found, null) };
}

interface Rule {
  readonly bound: number;
  readonly kind: RatioCheck['kind'];
  /** Bad news may come before the minimum that good news needs. */
  readonly mayPass: boolean;
}

function judge({ lower, estimate, upper }: Interval, { bound, kind, mayPass }: Rule): Verdict {
  const isProvedOutside = lower > bound || (kind === 'not-other' && upper < 1 / bound);
  if (isProvedOutside) return 'fail';
  const isInside = kind === 'not-more' ? upper < bound : estimate < bound && estimate > 1 / bound;
  return isInside && mayPass ? 'pass' : 'inconclusive';
}
