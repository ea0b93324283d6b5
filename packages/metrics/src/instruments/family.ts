import type { ObservedExemplar } from './exemplar.ts';

/** A sample of a page, as prom-client's registry writes it. */
export interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** The last one of this bucket; prom-client's page leaves it out. */
  readonly latest?: ObservedExemplar;
}

/** What prom-client's registry asks of a metric: enough for it to write the page. */
export interface Family {
  readonly name: string;
  get(): Promise<{
    readonly name: string;
    readonly help: string;
    readonly type: 'counter' | 'histogram';
    readonly values: readonly Sample[];
    readonly aggregator: 'sum';
  }>;
}
