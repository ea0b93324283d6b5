import { loadRatio } from '../load/load-ratio.ts';
import type { Finding } from './finding.ts';
import { intervalInWords } from './in-words.ts';
import type { ObservedRun } from './observed-run.ts';

/**
 * Do the arms' replicas work equally hard? Fails where arrivals per ready replica differ by more than the tolerance beyond
 * chance: identical software then shows a speed-up. Set the weight to the candidate's share of ready replicas.
 */
export function loadFinding({ plan, totals }: ObservedRun): Finding {
  const ratio = loadRatio(totals.control, totals.candidate, { alpha: plan.alpha });
  const most = 1 + plan.loadTolerance;
  const base = {
    check: 'load',
    quantity: 'ratio',
    bound: most,
    lower: ratio?.lower ?? null,
    estimate: ratio?.estimate ?? null,
    upper: ratio?.upper ?? null,
    numbers: {
      controlArrivals: totals.control.arrivals,
      candidateArrivals: totals.candidate.arrivals,
      controlReplicaSeconds: totals.control.replicaSeconds,
      candidateReplicaSeconds: totals.candidate.replicaSeconds,
    },
  } as const;
  if (ratio === null) {
    return { ...base, verdict: 'inconclusive', reason: 'load unknown: an arm had no request or no ready replica yet' };
  }
  const words = `the candidate's replicas get ${intervalInWords(ratio)} times the requests of the control's`;
  const needs = `needs ${(1 / most).toFixed(2)} to ${most.toFixed(2)}`;
  if (ratio.lower > most || ratio.upper < 1 / most) {
    return { ...base, verdict: 'fail', reason: `load not matched: ${words}, ${needs}` };
  }
  const isInside = ratio.estimate <= most && ratio.estimate >= 1 / most;
  return { ...base, verdict: isInside ? 'pass' : 'inconclusive', reason: `${words}, ${needs}` };
}
