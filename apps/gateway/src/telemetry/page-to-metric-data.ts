import { ValueType } from '@opentelemetry/api';
import type { Attributes, HrTime } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, MetricData, MetricDescriptor } from '@opentelemetry/sdk-metrics';
import { catalog } from '@slipstream/metrics';
import type { PrometheusFamily, PrometheusPage, PrometheusSample } from '@slipstream/wire';

export interface PointTimes {
  /** When counting began. */
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/**
 * A Prometheus page as OpenTelemetry metric data, histograms with all their buckets. Names stay as they are, so that a
 * query works over either door. Summaries have no counterpart in this SDK and are left out; the catalogue has none.
 */
export function pageToMetricData(page: PrometheusPage, times: PointTimes): MetricData[] {
  return [...page.values()].flatMap((family) => familyToMetricData(family, times) ?? []);
}

function familyToMetricData(family: PrometheusFamily, times: PointTimes): MetricData | null {
  const common = { descriptor: descriptor(family), aggregationTemporality: AggregationTemporality.CUMULATIVE };
  if (family.type === 'histogram') {
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(family, times) };
  }
  if (family.type === 'counter') {
    return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers(family, times) };
  }
  if (family.type === 'summary') return null;
  return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: numbers(family, times) };
}

/** Units in the code that OpenTelemetry wants (UCUM); what is counted stands in braces. */
const units: Readonly<Record<string, string>> = { seconds: 's', ratio: '1', none: '1' };
const unitOf = new Map(catalog.map(({ name, unit }) => [name, units[unit] ?? `{${unit}}`]));

function descriptor({ name, help }: PrometheusFamily): MetricDescriptor {
  return { name, description: help ?? '', unit: unitOf.get(name) ?? '', valueType: ValueType.DOUBLE };
}

function numbers(family: PrometheusFamily, times: PointTimes): DataPoint<number>[] {
  return family.samples
    .filter((sample) => Number.isFinite(sample.value))
    .map(({ labels, value }) => ({ ...times, attributes: { ...labels }, value }));
}

function histograms(family: PrometheusFamily, times: PointTimes): DataPoint<Histogram>[] {
  return seriesOf(family).map((samples) => {
    const [first] = samples;
    return { ...times, attributes: withoutBound(first?.labels ?? {}), value: histogram(family.name, samples) };
  });
}

/** Samples of one histogram by their labels other than the bound. */
function seriesOf(family: PrometheusFamily): readonly (readonly PrometheusSample[])[] {
  const series = new Map<string, PrometheusSample[]>();
  for (const sample of family.samples) {
    const key = JSON.stringify(Object.entries(withoutBound(sample.labels)).sort(([a], [b]) => (a < b ? -1 : 1)));
    const samples = series.get(key) ?? [];
    samples.push(sample);
    series.set(key, samples);
  }
  return [...series.values()];
}

/** Prometheus counts "up to this bound", OpenTelemetry "between the bound before and this one". */
function histogram(family: string, samples: readonly PrometheusSample[]): Histogram {
  const upTo = samples
    .filter((sample) => sample.name === `${family}_bucket`)
    .map((sample) => ({ bound: boundOf(sample), count: sample.value }))
    .sort((a, b) => a.bound - b.bound);
  return {
    buckets: {
      boundaries: upTo.map(({ bound }) => bound).filter((bound) => Number.isFinite(bound)),
      counts: upTo.map(({ count }, index) => count - (upTo[index - 1]?.count ?? 0)),
    },
    sum: samples.find((sample) => sample.name === `${family}_sum`)?.value ?? 0,
    count: samples.find((sample) => sample.name === `${family}_count`)?.value ?? 0,
  };
}

function boundOf({ labels }: PrometheusSample): number {
  const text = labels['le'] ?? '+Inf';
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}

function withoutBound(labels: Readonly<Record<string, string>>): Attributes {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'le'));
}
