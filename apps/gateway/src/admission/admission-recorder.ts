import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import { variantLabels } from '../metering/variant-labels.ts';

/** Writes the metrics of keys and queues of each settled request. */
export class AdmissionRecorder implements Sink {
  readonly name = 'admission metrics';
  readonly #instruments: Instruments;
  readonly #config: () => Config;

  constructor(instruments: Instruments, config: () => Config) {
    this.#instruments = instruments;
    this.#config = config;
  }

  settle(record: RequestRecord, { tokens }: RequestFigures): void {
    if (record.key === null && record.queuedMs === null) return;
    const labels = variantLabels(record, this.#config().models);
    if (record.queuedMs !== null) {
      this.#instruments.histogram('slipstream_queue_wait_seconds').observe(labels, record.queuedMs / 1000);
    }
    if (record.key === null) return;
    const ofKey = { key_name: record.key, model: labels.model };
    const outcome = record.outcome ?? 'internal';
    this.#instruments.counter('slipstream_key_requests_total').inc({ ...ofKey, outcome });
    if (tokens === null) return;
    const used = (tokens.prompt ?? 0) + (tokens.completion ?? 0);
    if (used > 0) this.#instruments.counter('slipstream_key_tokens_total').inc(ofKey, used);
  }
}
