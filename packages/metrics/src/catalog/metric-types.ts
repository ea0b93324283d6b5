import type { admissionMetrics } from './admission-metrics.ts';
import type { engineMetrics } from './engine-metrics.ts';
import type { fleetMetrics } from './fleet-metrics.ts';
import type { latencyMetrics } from './latency-metrics.ts';
import type { ledgerMetrics } from './ledger-metrics.ts';
import type { MetricType } from './metric-definition.ts';
import type { requestMetrics } from './request-metrics.ts';
import type { resilienceMetrics } from './resilience-metrics.ts';
import type { rolloutMetrics } from './rollout-metrics.ts';
import type { speculationMetrics } from './speculation-metrics.ts';
import type { tokenMetrics } from './token-metrics.ts';

type Entry = (
  | typeof requestMetrics
  | typeof latencyMetrics
  | typeof tokenMetrics
  | typeof speculationMetrics
  | typeof engineMetrics
  | typeof resilienceMetrics
  | typeof admissionMetrics
  | typeof rolloutMetrics
  | typeof ledgerMetrics
  | typeof fleetMetrics
)[number];

type NameOf<T extends MetricType> = Extract<Entry, { readonly type: T }>['name'];

/** Names of the catalogue by type: a wrong one does not compile. */
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
export type MetricName = Entry['name'];

/** The labels of one metric, all of them and no others. */
export type LabelsOf<N extends MetricName> = Readonly<
  Record<Extract<Entry, { readonly name: N }>['labels'][number], string>
>;
