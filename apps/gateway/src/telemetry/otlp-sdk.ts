import { context, diag, DiagLogLevel, metrics, trace } from '@opentelemetry/api';
import type { Tracer, TracerOptions } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Otlp } from '@slipstream/config';
import { exportDiagnostics } from './export-diagnostics.ts';
import type { DiagnosticsParts } from './export-diagnostics.ts';

/** Longest that one export may take, its retries included, and so the longest that `stop` waits per signal. */
const exportTimeoutMs = 5000;
/**
 * An export is serialised in one go, at some 60 µs a span, and meanwhile no stream moves: the SDK's 512 spans are 30 ms of
 * silence for every client.
 */
const spansPerExport = 32;
/** A client writes `model` and could write much: attributes are cut here. */
const longestAttribute = 1024;

export interface OtlpSdkOptions extends DiagnosticsParts {
  readonly otlp: Otlp;
  readonly service: { readonly name: string; readonly version: string };
  /** Which edition of the names the spans use. */
  readonly edition: TracerOptions;
  readonly metricProducer: MetricProducer;
}

export interface OtlpSdk {
  readonly tracer: Tracer;
  /** Sends what is waiting and ends, once. Never rejects: a collector that is gone must not stop a shutdown. */
  stop(): Promise<void>;
}

/**
 * Starts the OpenTelemetry SDK: OTLP over HTTP with protobuf, no instrumentation of anybody's code, no propagators
 * (`trace-context.ts` reads and writes the headers). The owner's `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` are
 * heard, as by any other service.
 */
export function startOtlpSdk(options: OtlpSdkOptions): OtlpSdk {
  const { otlp, service } = options;
  diag.setLogger(exportDiagnostics(options), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    resourceDetectors: [serviceInstanceIdDetector, envDetector],
    textMapPropagator: null,
    instrumentations: [],
    // What is not to be kept never comes here (SpanTracing).
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: longestAttribute },
    spanProcessors: otlp.traces ? [spanProcessor(otlp)] : [],
    metricReaders: otlp.metrics ? [metricReader(otlp, options.metricProducer)] : [],
    logRecordProcessors: [],
  });
  sdk.start();
  let stopped: Promise<void> | null = null;
  return {
    tracer: trace.getTracerProvider().getTracer(service.name, service.version, options.edition),
    stop: () => (stopped ??= stopSdk(sdk)),
  };
}

function spanProcessor(otlp: Otlp): BatchSpanProcessor {
  const exporter = new OTLPTraceExporter(exporterOptions(otlp, 'traces'));
  return new BatchSpanProcessor({ exporter, maxExportBatchSize: spansPerExport });
}

function metricReader(otlp: Otlp, producer: MetricProducer): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(exporterOptions(otlp, 'metrics')),
    metricProducers: [producer],
    exportTimeoutMillis: exportTimeoutMs,
  });
}

function exporterOptions(otlp: Otlp, signal: 'traces' | 'metrics') {
  return { url: `${otlp.endpoint}/v1/${signal}`, headers: { ...otlp.headers }, timeoutMillis: exportTimeoutMs };
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
