import type { Model } from '@slipstream/config';
import { interChunkGapsMs } from '@slipstream/metrics';
import type { AnswerReading, Exemplar, Instruments } from '@slipstream/metrics';
import type { RequestTrace } from '../ports.ts';
import { evenlySpaced } from './evenly-spaced.ts';
import type { GpuTime } from './gpu-time.ts';
import type { RequestFigures } from './request-figures.ts';
import type { AttemptRecord, RequestRecord } from './request-record.ts';
import type { Sink } from './sink.ts';
import { SpeculationRecorder } from './speculation-recorder.ts';
import { variantLabels } from './variant-labels.ts';
import type { VariantLabels } from './variant-labels.ts';

/**
 * Gaps observed of one stream, at most: one observation is about a microsecond, and an answer of 4000 tokens would
 * otherwise stop everybody else's bytes for some milliseconds. The distribution keeps its shape, its `_count` is lower.
 */
const mostGaps = 32;
/** Steps of this size cover [0, 1) evenly from the first few on, without a random number. */
const goldenRatio = 0.618_033_988_749_895;

/** Writes the metrics of each settled request, from its record alone. */
export class Recorder implements Sink {
  readonly name = 'metrics';
  readonly #models: () => ReadonlyMap<string, Model>;
  readonly #instruments: Instruments;
  readonly #speculation: SpeculationRecorder;
  #phase = 0;

  constructor(instruments: Instruments, models: () => ReadonlyMap<string, Model>) {
    this.#models = models;
    this.#instruments = instruments;
    this.#speculation = new SpeculationRecorder(instruments);
  }

  settle(record: RequestRecord, figures: RequestFigures, trace: RequestTrace): void {
    const labels = variantLabels(record, this.#models());
    this.#countRequest(record, labels);
    for (const attempt of record.attempts) this.#countAttempt(attempt, labels);
    this.#observeTimes(figures, labels, exemplarOf(record, trace));
    const reading = figures.lastAttempt?.reading ?? null;
    if (reading !== null) this.#countTokens(reading, labels);
    if (reading !== null && record.stream) this.#observeStream(reading, labels);
    this.#speculation.record(record, figures, labels);
    if (figures.gpuTime !== null) this.#countGpuTime(figures.gpuTime, labels);
  }

  #countRequest(record: RequestRecord, labels: VariantLabels): void {
    const outcome = record.outcome ?? 'internal';
    this.#instruments.counter('slipstream_requests_total').inc({ ...labels, outcome });
    if (record.decision?.exposure !== true) return;
    this.#instruments.counter('slipstream_assignments_total').inc({ ...labels, unit: record.decision.unit });
  }

  #countAttempt({ replica, outcome }: AttemptRecord, labels: VariantLabels): void {
    this.#instruments.counter('slipstream_attempts_total').inc({ ...labels, replica, outcome: outcome ?? 'internal' });
  }

  #observeTimes(figures: RequestFigures, labels: VariantLabels, exemplar: Exemplar | null): void {
    const { durationSeconds, overheadSeconds, timeToFirstTokenSeconds, timePerOutputTokenSeconds } = figures;
    this.#instruments.histogram('slipstream_request_duration_seconds').observe(labels, durationSeconds, exemplar);
    this.#instruments.histogram('slipstream_overhead_seconds').observe(labels, overheadSeconds);
    if (timeToFirstTokenSeconds !== null) {
      this.#instruments
        .histogram('slipstream_time_to_first_token_seconds')
        .observe(labels, timeToFirstTokenSeconds, exemplar);
    }
    if (timePerOutputTokenSeconds !== null) {
      this.#instruments
        .histogram('slipstream_time_per_output_token_seconds')
        .observe(labels, timePerOutputTokenSeconds, exemplar);
    }
  }

  #countTokens({ tokens }: AnswerReading, labels: VariantLabels): void {
    if (tokens.prompt !== null) this.#instruments.counter('slipstream_prompt_tokens_total').inc(labels, tokens.prompt);
    if (tokens.cached !== null)
      this.#instruments.counter('slipstream_cached_prompt_tokens_total').inc(labels, tokens.cached);
    if (tokens.reasoning !== null)
      this.#instruments.counter('slipstream_reasoning_tokens_total').inc(labels, tokens.reasoning);
    if (tokens.completion === null) return;
    const { source } = tokens;
    this.#instruments.counter('slipstream_completion_tokens_total').inc({ ...labels, source }, tokens.completion);
  }

  #countGpuTime({ seconds, wastedSeconds }: GpuTime, labels: VariantLabels): void {
    const counter = this.#instruments.counter('slipstream_gpu_seconds_total');
    if (seconds > wastedSeconds) counter.inc({ ...labels, use: 'answer' }, seconds - wastedSeconds);
    if (wastedSeconds > 0) counter.inc({ ...labels, use: 'wasted' }, wastedSeconds);
  }

  #observeStream(reading: AnswerReading, labels: VariantLabels): void {
    const gaps = this.#instruments.histogram('slipstream_inter_chunk_latency_seconds');
    this.#phase = (this.#phase + goldenRatio) % 1;
    for (const gapMs of evenlySpaced(interChunkGapsMs(reading), mostGaps, this.#phase)) {
      gaps.observe(labels, gapMs / 1000);
    }
    const { countedTokens, tokens, end } = reading;
    // A cut stream and its usage cannot be expected to agree.
    if (end !== 'complete' || countedTokens === undefined || countedTokens === tokens.completion) return;
    this.#instruments.counter('slipstream_token_count_mismatches_total').inc(labels);
  }
}

/** Null where the trace leads nowhere: most are not kept. */
function exemplarOf(record: RequestRecord, { isKept, traceId }: RequestTrace): Exemplar | null {
  if (!isKept || traceId === null) return null;
  const { receivedAtMs, receivedWallMs, endedAtMs } = record;
  return { traceId, atMs: receivedWallMs + ((endedAtMs ?? receivedAtMs) - receivedAtMs) };
}
