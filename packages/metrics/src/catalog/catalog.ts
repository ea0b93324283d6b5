import { admissionMetrics } from './admission-metrics.ts';
import { bucketLadders } from './bucket-ladders.ts';
import type { BucketLadderName } from './bucket-ladders.ts';
import { engineMetrics } from './engine-metrics.ts';
import { fleetMetrics } from './fleet-metrics.ts';
import { latencyMetrics } from './latency-metrics.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { requestMetrics } from './request-metrics.ts';
import { resilienceMetrics } from './resilience-metrics.ts';
import { rolloutMetrics } from './rollout-metrics.ts';
import { speculationMetrics } from './speculation-metrics.ts';
import { tokenMetrics } from './token-metrics.ts';

type MetricEntry = Omit<MetricDefinition, 'buckets'> & { readonly ladder?: BucketLadderName };

export interface CatalogSection {
  readonly title: string;
  readonly metrics: readonly MetricDefinition[];
}

/** The families in the order in which a reader meets them. */
export const catalogSections: readonly CatalogSection[] = [
  { title: 'Requests', metrics: requestMetrics.map(define) },
  { title: 'Latency', metrics: latencyMetrics.map(define) },
  { title: 'Tokens', metrics: tokenMetrics.map(define) },
  { title: 'Speculation, in band', metrics: speculationMetrics.map(define) },
  { title: 'Speculation, scraped from the engines', metrics: engineMetrics.map(define) },
  { title: 'Circuits, retries and hedges', metrics: resilienceMetrics.map(define) },
  { title: 'Keys and queues', metrics: admissionMetrics.map(define) },
  { title: 'Rollouts', metrics: rolloutMetrics.map(define) },
  { title: 'The ledger', metrics: ledgerMetrics.map(define) },
  { title: 'Fleet', metrics: fleetMetrics.map(define) },
];

/** Every metric of the gateway's own: what is not in here does not exist. */
export const catalog: readonly MetricDefinition[] = catalogSections.flatMap((section) => section.metrics);

function define({ ladder, ...entry }: MetricEntry): MetricDefinition {
  return { ...entry, buckets: ladder === undefined ? null : bucketLadders[ladder].bounds };
}
