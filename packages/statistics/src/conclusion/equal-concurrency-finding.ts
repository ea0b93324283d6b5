import { logInterval } from '../log-interval.ts';
import { sequenceHalfWidth } from '../sequence/sequence-half-width.ts';
import { stratifiedDifference } from '../strata/stratified-difference.ts';
import type { ArmDifference } from './arm-difference.ts';
import type { Finding } from './finding.ts';
import { intervalInWords } from './in-words.ts';
import { tpotMeasure } from './measure.ts';
import type { ObservedRun } from './observed-run.ts';

/**
 * Is the engine faster at equal concurrency? Told beside the speed-up, never instead of it: a faster variant drains its queue
 * and works at a smaller batch, which users gain from and this leaves out. `overall` is the difference in TPOT at any concurrency. Inconclusive while the arms' concurrencies overlap
 * too little.
 */
export function equalConcurrencyFinding({ plan, totals }: ObservedRun, overall: ArmDifference | null): Finding {
  const { difference, squaredError, overlap, strata } = stratifiedDifference(
    totals.control.logTpotByConcurrency,
    totals.candidate.logTpotByConcurrency,
  );
  const bound = 1 + plan.minimalEffect;
  const base = { check: 'equal-concurrency', quantity: 'speed-up', bound } as const;
  const numbers = { overlap, minimumOverlap: plan.minimumOverlap, strata };
  if (difference === null || overlap < plan.minimumOverlap) {
    const estimate = difference === null ? null : Math.exp(-difference);
    const reason = `the arms work at other concurrencies: ${share(overlap)} of requests have counterparts, needs ${share(plan.minimumOverlap)}`;
    return { ...base, verdict: 'inconclusive', lower: null, estimate, upper: null, reason, numbers };
  }
  const n = tpotMeasure.countOf(totals.control) + tpotMeasure.countOf(totals.candidate);
  // Dependence between requests widens this interval as much as it does that of the speed-up.
  const factor = dependence(overall);
  const halfWidth = sequenceHalfWidth({
    squaredError: (squaredError ?? 0) * factor,
    n,
    alpha: plan.alpha,
    nStar: 2000,
  });
  const interval = logInterval(-difference, halfWidth);
  const verdict = interval.lower > bound ? 'pass' : interval.upper < bound ? 'fail' : 'inconclusive';
  const reason = `speed-up at equal concurrency ${intervalInWords(interval)}, ${strata} strata`;
  return { ...base, ...interval, verdict, reason, numbers: { ...numbers, squaredError, dependence: factor } };
}

function dependence(found: ArmDifference | null): number {
  return found === null ? 1 : Math.max(1, found.squaredError / found.ofIndependentRequests);
}

function share(x: number): string {
  return `${Math.round(100 * x)} %`;
}
