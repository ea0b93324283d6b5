import type { DecodingEngine, EngineClock } from '../../../engine/engine.ts';
import type { Exporter } from '../metrics/exporter.ts';
import type { ValidationRules } from '../validation.ts';
import type { GenerationEnd, Permit } from './generation.ts';
import { timingsOf } from './timings.ts';

export interface InferContextOptions {
  readonly engine: DecodingEngine;
  readonly clock: EngineClock;
  readonly metrics: Exporter;
  readonly rules: ValidationRules;
  /** Text of the special token that ends answers. */
  readonly eosText: string;
  /** In [0,1): seeds of requests that bring none. */
  random(): number;
}

/** What all generations of one server share: the engine, the metrics and the permits. */
export class InferContext {
  readonly engine: DecodingEngine;
  readonly clock: EngineClock;
  readonly metrics: Exporter;
  readonly rules: ValidationRules;
  readonly eosText: string;
  private readonly random: () => number;
  private permitsTaken = 0;

  constructor(options: InferContextOptions) {
    this.engine = options.engine;
    this.clock = options.clock;
    this.metrics = options.metrics;
    this.rules = options.rules;
    this.eosText = options.eosText;
    this.random = () => options.random();
  }

  /** One of `maxConcurrentRequests`, at once or not at all: nobody waits for a permit. */
  takePermit(): Permit | null {
    if (this.permitsTaken >= this.rules.limits.maxConcurrentRequests) return null;
    this.permitsTaken += 1;
    return {
      release: () => {
        this.permitsTaken -= 1;
      },
    };
  }

  drawSeed(): number {
    return Math.floor(this.random() * Number.MAX_SAFE_INTEGER);
  }

  /** Once per finished generation, before its last token goes out. */
  recordSuccess(end: GenerationEnd): void {
    const timings = timingsOf(end);
    this.metrics.count('tgi_request_success');
    this.metrics.observe('tgi_request_duration', timings.totalMs / 1000);
    this.metrics.observe('tgi_request_validation_duration', timings.validationMs / 1000);
    this.metrics.observe('tgi_request_queue_duration', timings.queueMs / 1000);
    this.metrics.observe('tgi_request_inference_duration', timings.inferenceMs / 1000);
    this.metrics.observe('tgi_request_mean_time_per_token_duration', timings.perTokenMs / 1000);
    this.metrics.observe('tgi_request_generated_tokens', end.tokens);
  }
}
