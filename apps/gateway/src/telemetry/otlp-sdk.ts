import { context, diag, DiagLogLevel, metrics, trace } from '@opentelemetry/api';
import type { Tracer, TracerOptions } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Otlp } from '@slipstream/config';
import { exportDiagnostics } from './export-diagnostics.ts';
import type { DiagnosticsParts } from './export-diagnostics.ts';
import { sendOtlp } from './spans/send-otlp.ts';
import { SpanExport } from './spans/span-export.ts';

/** Longest that one export may take, its retries included, and so the longest that `stop` waits per signal. */
const exportTimeoutMs = 5000;

export interface OtlpSdkOptions extends DiagnosticsParts {
  readonly otlp: Otlp;
  readonly service: { readonly name: string; readonly version: string };
  /** Which edition of the names the spans use. */
  readonly edition: TracerOptions;
  readonly metricProducer: MetricProducer;
}

export interface OtlpSdk {
  /** For what is seldom: decisions. Requests have `spans`. */
  readonly tracer: Tracer;
  readonly spans: SpanExport;
  /** Sends what is waiting and ends, once. Never rejects: a collector that is gone must not stop a shutdown. */
  stop(): Promise<void>;
}

/**
 * Starts the OpenTelemetry SDK: OTLP over HTTP with protobuf, no instrumentation of anybody's code, no propagators
 * (`trace-context.ts` reads and writes the headers). The owner's `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` are
 * heard, as by any other service.
 *
 * The spans of requests do not go through it: making one as the SDK does, and serialising it, is as dear as half of a request.
 * They are written by `SpanExport`, of the same resource and the same scope.
 */
export function startOtlpSdk(options: OtlpSdkOptions): OtlpSdk {
  const { otlp, service } = options;
  diag.setLogger(exportDiagnostics(options), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const resource = resourceOf(service);
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    textMapPropagator: null,
    instrumentations: [],
    sampler: new AlwaysOnSampler(),
    spanProcessors: otlp.traces ? [spanProcessor(otlp)] : [],
    metricReaders: otlp.metrics ? [metricReader(otlp, options.metricProducer)] : [],
    logRecordProcessors: [],
  });
  sdk.start();
  const spans = new SpanExport({
    send: (body) => sendOtlp({ ...signalTarget(otlp, 'traces'), timeoutMs: exportTimeoutMs }, body),
    warn: (message, detail) => diag.warn(message, detail),
    resource: resource.attributes,
    scope: service,
    schemaUrl: options.edition.schemaUrl ?? null,
  });
  let stopped: Promise<void> | null = null;
  return {
    tracer: trace.getTracerProvider().getTracer(service.name, service.version, options.edition),
    spans,
    stop: () => (stopped ??= spans.flush().then(() => stopSdk(sdk))),
  };
}

/** As the SDK would make it. */
function resourceOf(service: OtlpSdkOptions['service']): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }));
}

function spanProcessor(otlp: Otlp): BatchSpanProcessor {
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter(exporterOptions(otlp, 'traces')) });
}

function metricReader(otlp: Otlp, producer: MetricProducer): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(exporterOptions(otlp, 'metrics')),
    metricProducers: [producer],
    exportTimeoutMillis: exportTimeoutMs,
  });
}

function exporterOptions(otlp: Otlp, signal: 'traces' | 'metrics') {
  return { ...signalTarget(otlp, signal), timeoutMillis: exportTimeoutMs };
}

function signalTarget(otlp: Otlp, signal: 'traces' | 'metrics') {
  return { url: `${otlp.endpoint}/v1/${signal}`, headers: { ...otlp.headers } };
}

async function stopSdk(sdk: NodeSDK): Promise<void> {
  try {
    await sdk.shutdown();
  } catch (error) {
    diag.warn('the last export failed', error);
  }
  // `start` registered these for the whole process; a second start would otherwise be refused.
  trace.disable();
  metrics.disable();
  context.disable();
  diag.disable();
}
