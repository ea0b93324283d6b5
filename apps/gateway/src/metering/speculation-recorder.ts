import type { Instruments, SpeculationFigure } from '@slipstream/metrics';
import type { RequestFigures } from './request-figures.ts';
import type { RequestRecord } from './request-record.ts';
import type { VariantLabels } from './variant-labels.ts';

/** Writes what each request showed of speculation, as sums by method: ratios are made from rates of them. */
export class SpeculationRecorder {
  readonly #instruments: Instruments;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** Also of answers that were cut: the steps seen are real, whatever came after them. */
  record(record: RequestRecord, figures: RequestFigures, labels: VariantLabels): void {
    for (const { reading } of record.attempts) {
      const speculation = reading?.speculation ?? null;
      if (speculation !== null) this.#count(speculation, labels);
    }
    // Only where the steps are counted too, so that seconds by steps is the step time.
    const answered = figures.lastAttempt?.reading?.speculation ?? null;
    if (answered === null || figures.decodeSeconds === null) return;
    this.#instruments
      .counter('slipstream_decode_seconds_total')
      .inc({ ...labels, method: answered.method }, figures.decodeSeconds);
  }

  #count({ sums, method }: SpeculationFigure, variant: VariantLabels): void {
    const labels = { ...variant, method };
    this.#instruments.counter('slipstream_measured_requests_total').inc(labels, sums.requests);
    this.#instruments.counter('slipstream_decode_steps_total').inc(labels, sums.steps);
    this.#instruments.counter('slipstream_step_tokens_total').inc(labels, sums.tokens);
    const parts = [
      ['slipstream_accepted_tokens_total', sums.accepted],
      ['slipstream_drafts_total', sums.drafts],
      ['slipstream_draft_tokens_total', sums.draftTokens],
    ] as const;
    for (const [name, amount] of parts) {
      if (amount !== null) this.#instruments.counter(name).inc(labels, amount);
    }
  }
}
