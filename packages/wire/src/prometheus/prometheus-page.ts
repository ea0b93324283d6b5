export type PrometheusType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

/** One line: a full name (suffixes such as `_sum` included) and the labels as written, `le` and `quantile` included. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrometheusFamily {
  /** The name in the TYPE line. For a counter that is without `_total` in OpenMetrics, with it in the older text format. */
  readonly name: string;
  readonly type: PrometheusType;
  readonly help: string | null;
  readonly samples: readonly PrometheusSample[];
}

/** What one scrape said, by family name, in the order of the page. */
export type PrometheusPage = ReadonlyMap<string, PrometheusFamily>;
