import type { Guardrails } from '@slipstream/config';
import type { Evidence, SwapKeeping } from '../observation.ts';
import { intervalInWords } from './in-words.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether the speculator works at all: one that fails silently gives one token per forward pass and costs its drafts still; and
 * whether each replica has the draft weights that a swap was proven with, which a restart takes from it. Null where nobody counts
 * forward passes.
 */
export function acceptanceVerdict({ acceptance }: Guardrails, evidence: Evidence): Verdict | null {
  const { acceleration, accelerationLately, leastSwapped } = evidence;
  if (acceleration === null) return null;
  const { floor, action } = acceptance;
  const base = { check: 'acceptance', action, eValue: null } as const;
  if (leastSwapped !== null && hasLostSwap(leastSwapped)) {
    const { replica, lately, before, proven } = leastSwapped;
    const text = `${replica} has lost the swapped draft weights: acceleration ${intervalInWords(lately)}, ${proven.toFixed(2)} with them, ${before.toFixed(2)} without`;
    return { ...base, result: 'fail', interval: lately, limit: middle(leastSwapped), text };
  }
  const hasCollapsed = accelerationLately !== null && accelerationLately.upper < floor;
  const interval = hasCollapsed ? accelerationLately : acceleration;
  const text = `acceleration ${intervalInWords(interval)}, works from ${floor.toFixed(2)}`;
  const result = interval.upper < floor ? 'fail' : interval.lower >= floor ? 'pass' : 'inconclusive';
  return { ...base, result, interval, limit: floor, text };
}

/** Certainly nearer to what it was before than to what it became. */
function hasLostSwap(keeping: SwapKeeping): boolean {
  return keeping.proven > keeping.before && keeping.lately.upper < middle(keeping);
}

function middle({ before, proven }: SwapKeeping): number {
  return Math.sqrt(before * proven);
}
