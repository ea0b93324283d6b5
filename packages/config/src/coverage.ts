import type { Reading } from './reading.ts';
import type { Coverage } from './rollout.ts';

export const coverageWanted =
  'must be a part of the units, such as 10%, or of the matched load: 50% of matched, matched';

/** `10%` of the units; `matched`, or a part of it: the coverage at which every replica of both arms gets as many requests. */
export function readCoverage(text: string): Reading<Coverage> {
  if (text === 'matched') return { ok: true, value: { ofMatched: 1 } };
  const match = /^(\d+(?:\.\d+)?) ?%( of matched)?$/.exec(text);
  if (match === null) return { ok: false, message: coverageWanted };
  const share = Number(match[1]) / 100;
  if (share <= 0 || share > 1) return { ok: false, message: 'must be above 0% and at most 100%' };
  return { ok: true, value: match[2] === undefined ? { ofUnits: share } : { ofMatched: share } };
}
