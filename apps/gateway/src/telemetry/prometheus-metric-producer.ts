import type { HrTime } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics';
import { parsePrometheusText } from '@slipstream/wire';
import { pageToMetricData } from './page-to-metric-data.ts';

export interface ProducerOptions {
  /** The page that `/metrics` serves. */
  readonly page: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly wallTime: () => number;
  readonly scope: { readonly name: string; readonly version: string };
}

/**
 * Lets the OpenTelemetry SDK export what `/metrics` shows, by reading that very page: the two doors cannot disagree,
 * and nothing is measured twice. All points are cumulative since this was made.
 */
export class PrometheusMetricProducer implements MetricProducer {
  readonly #options: ProducerOptions;
  readonly #startTime: HrTime;

  constructor(options: ProducerOptions) {
    this.#options = options;
    this.#startTime = hrTime(options.wallTime());
  }

  async collect(): Promise<CollectionResult> {
    const parsed = parsePrometheusText(await this.#options.page());
    const times = { startTime: this.#startTime, endTime: hrTime(this.#options.wallTime()) };
    const metrics = parsed.ok ? pageToMetricData(parsed.page, times) : [];
    const errors = parsed.ok ? [] : [new Error(`own metrics page, line ${parsed.issue.line}: ${parsed.issue.message}`)];
    // The SDK puts its own resource in the place of this one.
    return {
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: this.#options.scope, metrics }] },
      errors,
    };
  }
}

function hrTime(wallMs: number): HrTime {
  const wholeSeconds = Math.floor(wallMs / 1000);
  return [wholeSeconds, Math.round((wallMs - wholeSeconds * 1000) * 1e6)];
}
