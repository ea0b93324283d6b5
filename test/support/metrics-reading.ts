import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { ask } from '../../apps/gateway/src/testing/raw-client.ts';

type Labels = Readonly<Record<string, string>>;

/** What the `/metrics` of a gateway, or of an engine, says at one moment. */
export class MetricsReading {
  readonly #page: PrometheusPage;

  private constructor(page: PrometheusPage) {
    this.#page = page;
  }

  /** Over a connection that is closed behind it: what reads must not stand among what is counted. */
  static async read(url: string): Promise<MetricsReading> {
    const parsed = parsePrometheusText((await ask(url, '', { method: 'GET', path: '/metrics' })).text);
    if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
    return new MetricsReading(parsed.page);
  }

  /** Over the series with these labels. What was never counted has no series, and is 0. */
  sum(family: string, labels: Labels = {}, sample: string = family): number {
    return sampleValue(this.#page, family, sample, labels) ?? 0;
  }

  /** Null: there is no such series. */
  find(family: string, labels: Labels = {}): number | null {
    return sampleValue(this.#page, family, family, labels);
  }

  /** The sums by one label, without those that are 0. */
  by(label: string, family: string, labels: Labels = {}): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const name of new Set(this.#page.get(family)?.samples.map((sample) => sample.labels[label] ?? ''))) {
      const sum = this.sum(family, { ...labels, [label]: name });
      if (sum !== 0) sums[name] = sum;
    }
    return sums;
  }
}
