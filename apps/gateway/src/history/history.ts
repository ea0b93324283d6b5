import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import type { Cancel, Clock, Timers } from '../ports.ts';
import { addAnswer, noAnswers } from './answer-sums.ts';
import type { AnswerSums } from './answer-sums.ts';
import { RequestTail } from './request-tail.ts';
import type { Samples, Slice } from './slice.ts';

export interface HistoryParts {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly timers: Timers;
  /** What is sampled at the end of each slice. */
  readonly sample: () => Samples;
}

/** An hour of slices, and what the open one holds. Both are small beside one answer: some hundred bytes per variant with traffic. */
export const sliceMs = 5000;
const mostSlices = 720;
const tailLength = 200;

/**
 * What was seen lately, for people who look: an hour of sums in slices of some seconds, and the last requests. In memory, bounded, gone
 * with the process. Nothing is decided by it.
 */
export class History implements Sink {
  readonly name = 'history';
  readonly tail = new RequestTail(tailLength);
  readonly #parts: HistoryParts;
  readonly #slices: Slice[] = [];
  #open = new Map<string, Map<string, AnswerSums>>();
  #index = 0;
  #lastAnswerWallMs: number | null = null;
  #cancel: Cancel = () => undefined;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** The oldest first. The open one is not among them. */
  get slices(): readonly Slice[] {
    return this.#slices;
  }

  /** Epoch milliseconds; null before the first. */
  get lastAnswerWallMs(): number | null {
    return this.#lastAnswerWallMs;
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    this.tail.settle(record, figures);
    this.#lastAnswerWallMs = record.receivedWallMs + figures.durationSeconds * 1000;
    if (record.decision === null) return;
    addAnswer(this.#sumsOf(record.decision.model.name, record.decision.variant.name), record, figures);
  }

  start(): void {
    this.#cancel = this.#parts.timers.after(sliceMs, () => {
      this.#close();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #close(): void {
    const { clock, sample } = this.#parts;
    this.#index += 1;
    this.#slices.push({ index: this.#index, endWallMs: clock.wallTime(), answers: this.#open, ...sample() });
    if (this.#slices.length > mostSlices) this.#slices.shift();
    this.#open = new Map();
  }

  #sumsOf(model: string, variant: string): AnswerSums {
    const known = this.#open.get(model);
    const byVariant = known ?? new Map<string, AnswerSums>();
    if (known === undefined) this.#open.set(model, byVariant);
    const sums = byVariant.get(variant);
    if (sums !== undefined) return sums;
    const fresh = noAnswers();
    byVariant.set(variant, fresh);
    return fresh;
  }
}
