import type { BucketsOf } from './buckets.ts';
import { Histogram } from '../../prometheus/histogram.ts';
import { RollingSummary } from './rolling-summary.ts';
import { rustNumber } from './rust-number.ts';

export interface ExporterOptions {
  readonly bucketsOf: BucketsOf;
  /** HELP lines, by name; null = the version describes nothing. */
  readonly help: ReadonlyMap<string, string> | null;
  /** For the order of families, in [0,1). */
  random(): number;
  /** Milliseconds, for the summaries' window. */
  now(): number;
}

type Labels = Readonly<Record<string, string>>;
/** Of one family, by rendered labels (`method="decode"`). */
type Series<T> = Map<string, T>;

const QUANTILES = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1] as const;

/**
 * Renders as the Rust crate metrics-exporter-prometheus does: a metric exists from its first use on, counters have no
 * `_total`, a histogram without buckets is a summary, and families come in hash map order, which is none.
 */
export class Exporter {
  private readonly counters = new Map<string, Series<number>>();
  private readonly gauges = new Map<string, Series<number>>();
  private readonly distributions = new Map<string, Series<Histogram | RollingSummary>>();
  private readonly options: ExporterOptions;

  constructor(options: ExporterOptions) {
    this.options = options;
  }

  count(name: string, labels: Labels = {}): void {
    const series = seriesOf(this.counters, name);
    const key = labelText(labels);
    series.set(key, (series.get(key) ?? 0) + 1);
  }

  gauge(name: string, value: number): void {
    seriesOf(this.gauges, name).set('', value);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    const series = seriesOf(this.distributions, name);
    const key = labelText(labels);
    let distribution = series.get(key);
    if (distribution === undefined) {
      const bounds = this.options.bucketsOf(name);
      distribution = bounds === null ? new RollingSummary() : new Histogram(bounds);
      series.set(key, distribution);
    }
    distribution.observe(value, this.options.now());
  }

  /** As after a restart: nothing was ever used. */
  clear(): void {
    this.counters.clear();
    this.gauges.clear();
    this.distributions.clear();
  }

  render(): string {
    const lines: string[] = [];
    const value = (name: string, labels: string, number: number): void => {
      lines.push(sample(name, labels, number));
    };
    this.renderFamilies(lines, this.counters, () => 'counter', value);
    this.renderFamilies(lines, this.gauges, () => 'gauge', value);
    const typeOf = (name: string): string => (this.options.bucketsOf(name) === null ? 'summary' : 'histogram');
    this.renderFamilies(lines, this.distributions, typeOf, (name, labels, distribution) => {
      lines.push(...this.distributionLines(name, labels, distribution));
    });
    return lines.join('');
  }

  private renderFamilies<T>(
    lines: string[],
    families: ReadonlyMap<string, Series<T>>,
    typeOf: (name: string) => string,
    add: (name: string, labels: string, value: T) => void,
  ): void {
    for (const [name, series] of this.shuffled(families)) {
      const help = this.options.help?.get(name);
      if (help !== undefined) lines.push(`# HELP ${name} ${help}\n`);
      lines.push(`# TYPE ${name} ${typeOf(name)}\n`);
      for (const [labels, value] of this.shuffled(series)) add(name, labels, value);
      lines.push('\n');
    }
  }

  private distributionLines(name: string, labels: string, distribution: Histogram | RollingSummary): string[] {
    const lines: string[] = [];
    if (distribution instanceof Histogram) {
      for (const [bound, count] of distribution.buckets()) {
        lines.push(sample(`${name}_bucket`, joined(labels, `le="${rustNumber(bound)}"`), count));
      }
      lines.push(sample(`${name}_bucket`, joined(labels, 'le="+Inf"'), distribution.count));
    } else {
      for (const q of QUANTILES) {
        lines.push(sample(name, joined(labels, `quantile="${q}"`), distribution.quantile(q, this.options.now())));
      }
    }
    lines.push(sample(`${name}_sum`, labels, distribution.sum), sample(`${name}_count`, labels, distribution.count));
    return lines;
  }

  private shuffled<K, V>(map: ReadonlyMap<K, V>): (readonly [K, V])[] {
    return [...map]
      .map((entry) => ({ entry, at: this.options.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ entry }) => entry);
  }
}

function seriesOf<T>(families: Map<string, Series<T>>, name: string): Series<T> {
  let series = families.get(name);
  if (series === undefined) families.set(name, (series = new Map()));
  return series;
}

/** Label values here are words of our own: nothing in them needs escaping. */
function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(',');
}

function joined(labels: string, last: string): string {
  return labels === '' ? last : `${labels},${last}`;
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${rustNumber(value)}\n`;
}
