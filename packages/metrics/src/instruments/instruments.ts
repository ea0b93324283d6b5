import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Metric } from 'prom-client';
import { catalog } from '../catalog/catalog.ts';
import type { MetricDefinition } from '../catalog/metric-definition.ts';
import type { CounterName, GaugeName, HistogramName, LabelsOf } from '../catalog/metric-types.ts';
import { CounterFamily } from './counter-family.ts';
import type { Exemplar } from './exemplar.ts';
import type { Family } from './family.ts';
import { finite } from './finite.ts';
import { HistogramFamily } from './histogram-family.ts';
import { openMetricsPage } from './open-metrics-page.ts';
import type { PageFormat } from './page-format.ts';

export interface CounterHandle<L> {
  /** Adds `amount` (default 1), which may be fractional and not negative. */
  inc(labels: L, amount?: number): void;
}

export interface GaugeHandle<L> {
  /** `null` is "unknown": the series goes away, it does not become 0. */
  set(labels: L, value: number | null): void;
  /** For what goes up and down by events, such as requests in flight. */
  add(labels: L, change: number): void;
  remove(labels: L): void;
}

export interface HistogramHandle<L> {
  /** `exemplar`: the trace in which the value was seen, where that is kept. */
  observe(labels: L, value: number, exemplar?: Exemplar | null): void;
}

/**
 * One registry with every family of the catalogue, and Node's process metrics. prom-client is known here only: it writes
 * the page and keeps the gauges. Counters and histograms, which every request writes to, are families of our own in its
 * registry. Handles are cheap to ask for; all methods throw on values that are not finite numbers.
 */
export class Instruments {
  readonly registry: Registry = new Registry();
  readonly #counters = new Map<string, CounterFamily>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, HistogramFamily>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const definition of catalog) this.#register(definition);
  }

  /** The page in one of its two formats; only OpenMetrics has room for exemplars. */
  async render(format: PageFormat = 'prometheus'): Promise<string> {
    if (format === 'prometheus') return this.registry.metrics();
    const families = this.registry.getMetricsAsArray() as unknown as readonly Pick<Family, 'get'>[];
    return openMetricsPage(await Promise.all(families.map((family) => family.get())));
  }

  counter<N extends CounterName>(name: N): CounterHandle<LabelsOf<N>> {
    return known(this.#counters, name);
  }

  gauge<N extends GaugeName>(name: N): GaugeHandle<LabelsOf<N>> {
    const gauge = known(this.#gauges, name);
    return {
      set: (labels, value) => (value === null ? gauge.remove(labels) : gauge.set(labels, finite(value))),
      add: (labels, change) => gauge.inc(labels, finite(change)),
      remove: (labels) => gauge.remove(labels),
    };
  }

  /** Takes series away whose subject is gone: a gauge that nobody writes any more would stand still as if it were true. */
  async forgetGauges(isGone: (labels: Readonly<Record<string, string | number>>) => boolean): Promise<void> {
    for (const gauge of this.#gauges.values()) {
      const { values } = await gauge.get();
      for (const { labels } of values) if (isGone(labels as Record<string, string>)) gauge.remove(labels);
    }
  }

  histogram<N extends HistogramName>(name: N): HistogramHandle<LabelsOf<N>> {
    return known(this.#histograms, name);
  }

  #register(definition: MetricDefinition): void {
    const { name, type, help, labels } = definition;
    switch (type) {
      case 'counter':
        this.#counters.set(name, this.#keep(new CounterFamily(definition)));
        return;
      case 'gauge':
        this.#gauges.set(name, new Gauge({ name, help, labelNames: [...labels], registers: [this.registry] }));
        return;
      case 'histogram':
        this.#histograms.set(name, this.#keep(new HistogramFamily(definition)));
    }
  }

  /** prom-client's type asks for its own classes; what it calls is `name` and `get`. */
  #keep<F extends Family>(family: F): F {
    this.registry.registerMetric(family as unknown as Metric);
    return family;
  }
}

function known<M>(metrics: ReadonlyMap<string, M>, name: string): M {
  const metric = metrics.get(name);
  if (metric === undefined) throw new Error(`${name} is not in the catalogue`);
  return metric;
}
