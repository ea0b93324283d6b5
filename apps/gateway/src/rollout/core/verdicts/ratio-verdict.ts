import type { RatioGuardrail } from '@slipstream/config';
import type { Interval } from '@slipstream/statistics';
import { intervalInWords } from './in-words.ts';
import type { Check, Verdict } from './verdict.ts';

/**
 * Of a quantity of which more is worse: passes when it is certainly no worse than the limit allows, fails when it is
 * certainly worse. `interval` is candidate / control.
 */
export function ratioVerdict(check: Check, interval: Interval | null, { limit, action }: RatioGuardrail): Verdict {
  const base = { check, action, interval, eValue: null, limit: 1 + limit };
  const may = `may be up to ${(1 + limit).toFixed(2)}`;
  if (interval === null) return { ...base, result: 'inconclusive', text: `${check} not known yet, ${may}` };
  const text = `${check} × ${intervalInWords(interval)}, ${may}`;
  if (interval.upper < 1 + limit) return { ...base, result: 'pass', text };
  return { ...base, result: interval.lower > 1 + limit ? 'fail' : 'inconclusive', text };
}
