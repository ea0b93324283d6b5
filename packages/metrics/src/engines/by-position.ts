import { valuesByLabel } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';

/** Longest draft that is believed. */
const mostPlaces = 64;

/**
 * A counter that an engine keeps for each place of the draft, the first place first, other labels (ranks, workers) summed.
 * Engines label places from "0" and leave out those that have counted nothing. Null where the family is not on the page.
 */
export function byPosition(page: PrometheusPage, family: string, label: string): readonly number[] | null {
  const values = valuesByLabel(page, family, label);
  if (values === null) return null;
  const counts: number[] = [];
  for (const [place, value] of values) {
    if (/^\d{1,2}$/.test(place) && Number(place) < mostPlaces) counts[Number(place)] = value;
  }
  return Array.from(counts, (count) => count ?? 0);
}
