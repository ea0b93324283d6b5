import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { catalog } from '../catalog/catalog.ts';
import type { MetricDefinition } from '../catalog/metric-definition.ts';
import type { CounterName, GaugeName, HistogramName, LabelsOf } from '../catalog/metric-types.ts';

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
  observe(labels: L, value: number): void;
}

/**
 * One registry with every family of the catalogue, and Node's process metrics. prom-client is known here only.
 * Handles are cheap to ask for; all methods throw on values that are not finite numbers.
 */
export class Instruments {
  readonly registry: Registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const definition of catalog) this.#register(definition);
  }

  /** For the `content-type` header of the page. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** The page in Prometheus text format 0.0.4. */
  render(): Promise<string> {
    return this.registry.metrics();
  }

  counter<N extends CounterName>(name: N): CounterHandle<LabelsOf<N>> {
    const counter = known(this.#counters, name);
    return { inc: (labels, amount = 1) => counter.inc(labels, finite(amount)) };
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
    const histogram = known(this.#histograms, name);
    return { observe: (labels, value) => histogram.observe(labels, finite(value)) };
  }

  #register({ name, type, help, labels, buckets }: MetricDefinition): void {
    const configuration = { name, help, labelNames: [...labels], registers: [this.registry] };
    switch (type) {
      case 'counter':
        this.#counters.set(name, new Counter(configuration));
        return;
      case 'gauge':
        this.#gauges.set(name, new Gauge(configuration));
        return;
      case 'histogram':
        this.#histograms.set(name, new Histogram({ ...configuration, buckets: [...(buckets ?? [])] }));
    }
  }
}

function known<M>(metrics: ReadonlyMap<string, M>, name: string): M {
  const metric = metrics.get(name);
  if (metric === undefined) throw new Error(`${name} is not in the catalogue`);
  return metric;
}

/** prom-client would render NaN, which spoils every sum that it enters. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${String(value)}`);
  return value;
}
