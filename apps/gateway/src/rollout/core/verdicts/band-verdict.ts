import type { GuardrailAction } from '@slipstream/config';
import type { Interval } from '@slipstream/statistics';
import { intervalInWords } from './in-words.ts';
import type { Check, Verdict } from './verdict.ts';

/**
 * Of a ratio that should be 1: fails when it is certainly further off than the limit, on either side. Passes when the estimate
 * is within; nobody waits for certainty about what is only watched.
 */
export function bandVerdict(
  check: Check,
  interval: Interval | null,
  { limit, action }: { readonly limit: number; readonly action: GuardrailAction },
): Verdict {
  const [low, high] = [1 / (1 + limit), 1 + limit];
  const base = { check, action, interval, eValue: null, limit: high };
  const may = `may be ${low.toFixed(2)} to ${high.toFixed(2)}`;
  if (interval === null) return { ...base, result: 'inconclusive', text: `${check} not known yet, ${may}` };
  const text = `${check} × ${intervalInWords(interval)}, ${may}`;
  if (interval.lower > high || interval.upper < low) return { ...base, result: 'fail', text };
  const isWithin = interval.estimate >= low && interval.estimate <= high;
  return { ...base, result: isWithin ? 'pass' : 'inconclusive', text };
}
