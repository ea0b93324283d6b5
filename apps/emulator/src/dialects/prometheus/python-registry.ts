import { Histogram } from './histogram.ts';
import { pythonNumber } from './python-number.ts';

export type Labels = Readonly<Record<string, string>>;

export interface PythonRegistryOptions {
  /**
   * One process writes the page (vLLM): each counter and histogram has a gauge `_created` beside it with the Unix time it was made at. Several do,
   * over files (SGLang, TensorRT-LLM): none,
   * and a family is not there at all before its first series.
   */
  readonly createdGauges: boolean;
  /** Put on every gauge: `pid`, where gauges of several processes are not merged. */
  readonly gaugeLabels: Labels;
  unixSeconds(): number;
}

interface Series<T> {
  readonly labels: Labels;
  readonly createdAt: number;
  value: T;
}

interface Family<T> {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Without `_total`. */
  readonly name: string;
  readonly help: string;
  readonly series: Map<string, Series<T>>;
}

/** A counter, without `_total` in its declared name. */
export interface Counter {
  /** `by` 0 makes the series appear. */
  inc(labels: Labels, by?: number): void;
}
export interface Gauge {
  set(labels: Labels, value: number): void;
}
export interface Distribution {
  observe(labels: Labels, value: number, times?: number): void;
}

/** Metrics as Python's prometheus_client keeps and writes them. A series exists from its first use on. */
export class PythonRegistry {
  private readonly options: PythonRegistryOptions;
  private readonly families: Family<unknown>[] = [];

  constructor(options: PythonRegistryOptions) {
    this.options = options;
  }

  counter(name: string, help: string): Counter {
    const family = this.family<number>('counter', name, help);
    return {
      inc: (labels, by = 1) => {
        this.series(family, labels, () => 0).value += by;
      },
    };
  }

  gauge(name: string, help: string): Gauge {
    const family = this.family<number>('gauge', name, help);
    return {
      set: (labels, value) => {
        this.series(family, { ...labels, ...this.options.gaugeLabels }, () => 0).value = value;
      },
    };
  }

  histogram(name: string, help: string, bounds: readonly number[]): Distribution {
    const family = this.family<Histogram>('histogram', name, help);
    return {
      observe: (labels, value, times = 1) => {
        this.series(family, labels, () => new Histogram(bounds)).value.repeat(value, times);
      },
    };
  }

  /** As after a restart: families, and nothing in them. */
  clear(): void {
    for (const { series } of this.families) series.clear();
  }

  render(): string {
    return this.families.map((family) => this.renderFamily(family)).join('');
  }

  private family<T>(kind: Family<T>['kind'], name: string, help: string): Family<T> {
    const family: Family<T> = { kind, name, help, series: new Map() };
    this.families.push(family);
    return family;
  }

  private series<T>(family: Family<T>, labels: Labels, make: () => T): Series<T> {
    const key = labelText(labels);
    let series = family.series.get(key);
    if (series === undefined) {
      series = { labels, createdAt: this.options.unixSeconds(), value: make() };
      family.series.set(key, series);
    }
    return series;
  }

  private renderFamily({ kind, name, help, series }: Family<unknown>): string {
    if (series.size === 0 && !this.options.createdGauges) return '';
    const shown = kind === 'counter' ? `${name}_total` : name;
    const lines = [`# HELP ${shown} ${help}`, `# TYPE ${shown} ${kind}`];
    for (const { labels, value } of series.values()) {
      if (value instanceof Histogram) lines.push(...histogramLines(name, labels, value));
      else lines.push(sample(shown, labels, value as number));
    }
    // A family whose labels nobody used yet has no `_created` either.
    if (this.options.createdGauges && kind !== 'gauge' && series.size > 0) {
      lines.push(`# HELP ${name}_created ${help}`, `# TYPE ${name}_created gauge`);
      for (const { labels, createdAt } of series.values()) lines.push(sample(`${name}_created`, labels, createdAt));
    }
    return `${lines.join('\n')}\n`;
  }
}

function histogramLines(name: string, labels: Labels, histogram: Histogram): string[] {
  const lines: string[] = [];
  for (const [bound, count] of histogram.buckets()) {
    lines.push(sample(`${name}_bucket`, { ...labels, le: pythonNumber(bound) }, count));
  }
  lines.push(sample(`${name}_bucket`, { ...labels, le: '+Inf' }, histogram.count));
  lines.push(sample(`${name}_count`, labels, histogram.count), sample(`${name}_sum`, labels, histogram.sum));
  return lines;
}

function sample(name: string, labels: Labels, value: number): string {
  const text = labelText(labels);
  return `${name}${text === '' ? '' : `{${text}}`} ${pythonNumber(value)}`;
}

/** Sorted by name, as prometheus_client writes them. */
function labelText(labels: Labels): string {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
