import { series } from '@slipstream/metrics';
import type { Figure, SeriesName } from '@slipstream/metrics';
import type { Query } from './board-plan.ts';

/** The choice of the reader, at the top of every board. */
export const chosen = 'model=~"$model",variant=~"$variant"';
export const chosenModel = 'model=~"$model"';
const range = '$__rate_interval';

/** A figure of docs/metrics.md for what was chosen; told apart by all its labels, so that methods stay apart. */
export function figureQuery(figure: Figure): Query {
  return { expr: figure.promql({ range, where: chosen }), legend: figure.labels.map(inLegend).join(' ') };
}

/** A counter per second, added up over gateways and all other labels. `where` are matchers beside the choice of model and variant. */
export function rateQuery(name: SeriesName, by: readonly string[], where = ''): Query {
  const choice = by.includes('variant') ? chosen : chosenModel;
  return {
    expr: `sum by (${by.join(', ')}) (rate(${series(name, choice, where)}[${range}]))`,
    legend: by.map(inLegend).join(' '),
  };
}

/** What every gateway reads from the same engine is the same number: the largest is taken, nothing is added up. */
export function engineRateQuery(name: SeriesName, by: readonly string[]): Query {
  return {
    expr: `max by (${by.join(', ')}) (rate(${series(name, chosen)}[${range}]))`,
    legend: by.map(inLegend).join(' '),
  };
}

/** A gauge, joined over gateways by `operation`: `sum` where each has its part, `max` where all look at the same thing. */
export function gaugeQuery(name: SeriesName, operation: 'sum' | 'max', by: readonly string[], where = ''): Query {
  const choice = by.includes('variant') ? chosen : '';
  return {
    expr: `${operation} by (${by.join(', ')}) (${series(name, choice, where)})`,
    legend: by.map(inLegend).join(' '),
  };
}

type Histogram<N = SeriesName> = N extends `${infer H}_bucket` ? H : never;

/** A quantile by variant, from the buckets of all gateways together. */
export function quantileQuery(name: Histogram, quantile: 0.5 | 0.95 | 0.99): Query {
  const buckets = `sum by (model, variant, le) (rate(${series(`${name}_bucket`, chosen)}[${range}]))`;
  return {
    expr: `histogram_quantile(${quantile}, ${buckets})`,
    legend: `${inLegend('model')} ${inLegend('variant')} p${quantile * 100}`,
    exemplars: true,
  };
}

export function inLegend(label: string): string {
  return `{{${label}}}`;
}
