import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';

/** Longest draft that is believed. Engines draft 2 to 16 tokens. */
const mostPlaces = 64;

/**
 * From how many steps kept j drafts (j = 0, 1, …) to how many drafts were kept at each place: a step that kept j has one
 * at each of the first j places. The histogram is dense (vLLM's and SGLang's list) or sparse (`{"0": 2, "2": 2}`). Null
 * where it is neither.
 */
export function acceptedByPosition(histogram: unknown): readonly number[] | null {
  const steps = Array.isArray(histogram) ? dense(histogram) : sparse(histogram);
  if (steps === null) return null;
  const kept: number[] = [];
  let behind = 0;
  for (let place = steps.length - 1; place >= 1; place -= 1) {
    behind += steps[place] ?? 0;
    kept.unshift(behind);
  }
  return kept;
}

function dense(histogram: readonly unknown[]): readonly number[] | null {
  if (histogram.length > mostPlaces + 1) return null;
  const counts = histogram.map(readCount);
  return counts.every((count) => count !== null) ? counts : null;
}

function sparse(histogram: unknown): readonly number[] | null {
  if (!isRecord(histogram)) return null;
  const steps: number[] = [];
  for (const [kept, value] of Object.entries(histogram)) {
    const count = readCount(value);
    if (count === null || !/^\d{1,2}$/.test(kept) || Number(kept) > mostPlaces) return null;
    steps[Number(kept)] = count;
  }
  return Array.from(steps, (count) => count ?? 0);
}
