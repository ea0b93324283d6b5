import type { CounterName, GaugeName, HistogramName } from './metric-types.ts';

/** A name as Prometheus stores it: that of a counter or gauge, or one of the three of a histogram. */
export type SeriesName = CounterName | GaugeName | `${HistogramName}_${'bucket' | 'sum' | 'count'}`;

/**
 * The PromQL selector of a metric of the catalogue: a name that is not in it does not compile.
 * `where` are matchers as PromQL writes them (`variant="mlp"`); those that are empty are left out.
 */
export function series(name: SeriesName, ...where: readonly string[]): string {
  const matchers = where.filter((matcher) => matcher !== '').join(',');
  return matchers === '' ? name : `${name}{${matchers}}`;
}
