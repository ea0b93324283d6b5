import type { Telemetry as TelemetryConfig } from '@slipstream/config';
import type { Clock, Logger, Random, RolloutDecision } from '../ports.ts';
import { traceDecision } from './decision-tracing.ts';
import { PassThroughTracing } from './pass-through-tracing.ts';
import { genAiEdition, genAiNames } from './semantic-conventions.ts';
import { SpanTracing } from './span-tracing.ts';
import type { Tracing } from './tracing.ts';

export interface TelemetryParts {
  readonly config: TelemetryConfig;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The page that `/metrics` serves: what goes out by OTLP when metrics are switched on. */
  readonly page: () => Promise<string>;
}

export interface Telemetry {
  readonly tracing: Tracing;
  /** Safe to call at any time. */
  decided(decision: RolloutDecision): void;
  /** Sends what is waiting; returns within seconds even when the collector is gone. Never rejects. */
  stop(): Promise<void>;
}

const service = 'slipstream-gateway';

/** OTLP if it is configured, else only the passing on of trace context. */
export async function startTelemetry(parts: TelemetryParts): Promise<Telemetry> {
  const { config, version, clock, random, logger, page } = parts;
  const { otlp, semconv } = config;
  if (otlp === null || !(otlp.traces || otlp.metrics))
    return { tracing: new PassThroughTracing(), decided: () => {}, stop: async () => {} };
  // Loaded only here: the SDK brings every exporter there is, and costs a gateway without OTLP its start-up time.
  const { startOtlpSdk } = await import('./otlp-sdk.ts');
  const { PrometheusMetricProducer } = await import('./prometheus-metric-producer.ts');
  const scope = { name: service, version };
  const sdk = startOtlpSdk({
    otlp,
    service: scope,
    edition: genAiEdition[semconv],
    metricProducer: new PrometheusMetricProducer({ page, wallTime: () => clock.wallTime(), scope }),
    clock,
    logger,
  });
  const tracing = otlp.traces
    ? new SpanTracing({ spans: sdk.spans, names: genAiNames[semconv], sampleRatio: otlp.sampleRatio, random })
    : new PassThroughTracing();
  const decided: Telemetry['decided'] = (decision) => {
    if (otlp.traces) traceDecision(sdk.tracer, decision);
  };
  return { tracing, decided, stop: () => sdk.stop() };
}
