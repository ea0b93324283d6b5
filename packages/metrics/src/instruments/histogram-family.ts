import type { MetricDefinition } from '../catalog/metric-definition.ts';
import type { Exemplar, ObservedExemplar } from './exemplar.ts';
import type { Family, Sample } from './family.ts';
import { finite } from './finite.ts';
import { SeriesByLabels } from './series-by-labels.ts';

type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  /** By bucket, not cumulated; the last is for what is above all bounds. */
  readonly counts: Float64Array;
  sum: number;
  /** The last one of each bucket; null until there is one, as in most series for ever. */
  exemplars: (ObservedExemplar | undefined)[] | null;
}

/** All series of one histogram. Counts are cumulated when a page is written, not when a value is observed. */
export class HistogramFamily implements Family {
  readonly name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #series: SeriesByLabels<Series>;

  constructor({ name, help, labels, buckets }: MetricDefinition) {
    this.name = name;
    this.#help = help;
    this.#bounds = [...(buckets ?? [])];
    const size = this.#bounds.length + 1;
    this.#series = new SeriesByLabels(labels, (values) => ({
      labels: values,
      counts: new Float64Array(size),
      sum: 0,
      exemplars: null,
    }));
  }

  /**
   * @param exemplar the trace in which the value was seen, where that is kept.
   * @throws TypeError when `value` is not finite.
   */
  observe(labels: Labels, value: number, exemplar: Exemplar | null = null): void {
    const series = this.#series.find(labels);
    series.sum += finite(value);
    const bucket = this.#bucketOf(value);
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    if (exemplar !== null) (series.exemplars ??= [])[bucket] = { ...exemplar, value };
  }

  async get(): ReturnType<Family['get']> {
    const values = this.#series.all.flatMap((series) => this.#samples(series));
    return { name: this.name, help: this.#help, type: 'histogram', values, aggregator: 'sum' };
  }

  /** The first whose bound is not below the value. */
  #bucketOf(value: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= (this.#bounds[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #samples({ labels, counts, sum, exemplars }: Series): Sample[] {
    let count = 0;
    const samples: Sample[] = [...counts].map((inBucket, index) => {
      count += inBucket;
      const latest = exemplars?.[index];
      return {
        metricName: `${this.name}_bucket`,
        labels: { ...labels, le: this.#bounds[index] ?? '+Inf' },
        value: count,
        ...(latest === undefined ? {} : { latest }),
      };
    });
    samples.push({ metricName: `${this.name}_sum`, labels, value: sum });
    samples.push({ metricName: `${this.name}_count`, labels, value: count });
    return samples;
  }
}
