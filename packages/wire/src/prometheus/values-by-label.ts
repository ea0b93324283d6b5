import { samplesOf } from './sample-value.ts';
import type { PrometheusPage } from './prometheus-page.ts';

/**
 * Sums of a family's samples by one of their labels; samples without it are left out. Null where the family is not on the
 * page; empty where it is declared but has counted nothing yet.
 */
export function valuesByLabel(page: PrometheusPage, family: string, label: string): ReadonlyMap<string, number> | null {
  const samples = samplesOf(page, family, family);
  if (samples === null) return null;
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = labels[label];
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}
