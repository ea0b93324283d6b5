import type { MetricDefinition } from '../catalog/metric-definition.ts';
import type { Family } from './family.ts';
import { finite } from './finite.ts';
import { SeriesByLabels } from './series-by-labels.ts';

type Labels = Readonly<Record<string, string>>;

/** All series of one counter. */
export class CounterFamily implements Family {
  readonly name: string;
  readonly #help: string;
  readonly #series: SeriesByLabels<{ readonly labels: Labels; value: number }>;

  constructor({ name, help, labels }: MetricDefinition) {
    this.name = name;
    this.#help = help;
    this.#series = new SeriesByLabels(labels, (values) => ({ labels: values, value: 0 }));
    // Without labels there is one series, and it is 0 before anything was counted.
    if (labels.length === 0) this.#series.find({});
  }

  /** @throws TypeError when `amount` is not finite; RangeError when it is negative. */
  inc(labels: Labels, amount = 1): void {
    if (finite(amount) < 0) throw new RangeError(`${this.name} cannot go down by ${String(-amount)}`);
    this.#series.find(labels).value += amount;
  }

  async get(): ReturnType<Family['get']> {
    const { name } = this;
    const values = this.#series.all.map(({ labels, value }) => ({ metricName: name, labels, value }));
    return { name, help: this.#help, type: 'counter', values, aggregator: 'sum' };
  }
}
