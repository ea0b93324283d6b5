import type { Rollout } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { intervalInWords } from './in-words.ts';
import type { Verdict } from './verdict.ts';

/**
 * Proof of wall-clock speed-up by at least the minimal effect: two GPUs are never exactly alike, so "not 1" proves nothing.
 * Acceleration is told beside it and decides nothing. A `fail` says that there is no such speed-up: no fault, but no benefit.
 */
export function speedupVerdict(plan: Rollout, { speedup, blocks, acceleration }: Evidence): Verdict {
  const limit = 1 + plan.minimalEffect;
  const needs = `needs > ${limit.toFixed(2)}`;
  const base = { check: 'speed-up', action: 'no_benefit', interval: speedup, eValue: null, limit } as const;
  if (speedup === null) return { ...base, result: 'inconclusive', text: `speed-up not known yet, ${needs}` };
  const faster = acceleration === null ? '' : `acceleration ${acceleration.estimate.toFixed(2)}, `;
  const text = `${faster}speed-up ${intervalInWords(speedup)}, ${needs}`;
  if (blocks < plan.minBlocks) return { ...base, result: 'inconclusive', text };
  if (speedup.lower > limit) return { ...base, result: 'pass', text };
  return { ...base, result: speedup.upper < limit ? 'fail' : 'inconclusive', text };
}
