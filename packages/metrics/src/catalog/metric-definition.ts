export type MetricType = 'counter' | 'gauge' | 'histogram';

/** Which room keeps the metric up to date. */
type MetricOwner =
  | 'metering'
  | 'scrape'
  | 'upstream'
  | 'routing'
  | 'admission'
  | 'health'
  | 'rollout'
  | 'store'
  | 'main';

export type MetricUnit =
  | 'requests'
  | 'attempts'
  | 'seconds'
  | 'tokens'
  | 'steps'
  | 'events'
  | 'rows'
  | 'bytes'
  | 'ratio'
  | 'none';

/** One family of the catalogue, as documented and as registered. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: MetricUnit;
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds in the unit of the metric; histograms only. */
  readonly buckets: readonly number[] | null;
  readonly owner: MetricOwner;
}
