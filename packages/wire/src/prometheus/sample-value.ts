import type { PrometheusFamily, PrometheusPage, PrometheusSample } from './prometheus-page.ts';

/**
 * Sum of a family's samples that are called `sample` (default: like the family) and carry at least the given labels. Null
 * where there is none: an engine writes a metric only after its first observation, and whether that means 0 is for the
 * caller to know. A counter is found with and without `_total`, whichever of the two text formats the page is in.
 */
export function sampleValue(
  page: PrometheusPage,
  family: string,
  sample: string = family,
  labels: Readonly<Record<string, string>> = {},
): number | null {
  const matching = samplesOf(page, family, sample)?.filter((candidate) => carries(candidate, labels)) ?? [];
  return matching.length === 0 ? null : matching.reduce((sum, { value }) => sum + value, 0);
}

/**
 * A family's samples of one name, found as `sampleValue` finds them: none but these, so that neither the `_created` stamps
 * that stand beside a counter nor a histogram's buckets are taken for counts. Null where the family is not on the page.
 */
export function samplesOf(page: PrometheusPage, family: string, sample: string): readonly PrometheusSample[] | null {
  const found = findFamily(page, family);
  if (found === undefined) return null;
  const names = new Set([sample, withTotal(sample)]);
  return found.samples.filter((candidate) => names.has(candidate.name));
}

function findFamily(page: PrometheusPage, name: string): PrometheusFamily | undefined {
  return page.get(name) ?? page.get(withTotal(name)) ?? page.get(name.replace(/_total$/, ''));
}

function withTotal(name: string): string {
  return name.endsWith('_total') ? name : `${name}_total`;
}

function carries(sample: PrometheusSample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}
