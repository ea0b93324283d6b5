import type { EventGuardrail } from '@slipstream/config';
import { eValueInWords } from './in-words.ts';
import type { Check, Verdict } from './verdict.ts';

/** Of an e-value: fails where it reaches 1/alpha, which chance alone does with probability alpha over all looks (Ville). */
export function eventVerdict(check: Check, eValue: number | null, { alpha, action }: EventGuardrail): Verdict {
  const limit = 1 / alpha;
  const base = { check, action, interval: null, eValue, limit };
  if (eValue === null) return { ...base, result: 'inconclusive', text: `${check} not measured` };
  const text = `${check}: e = ${eValueInWords(eValue)}, stops at ${eValueInWords(limit)}`;
  return { ...base, result: eValue >= limit ? 'fail' : 'pass', text };
}
