import type { EngineLoad, Instruments } from '@slipstream/metrics';
import type { EngineSums } from './engine-account.ts';
import type { EngineReading } from './read-engine-page.ts';

interface ReplicaLabels extends Record<string, string> {
  readonly model: string;
  readonly variant: string;
  readonly replica: string;
}

const counters = [
  ['slipstream_engine_steps_total', 'steps'],
  ['slipstream_engine_step_tokens_total', 'tokens'],
  ['slipstream_engine_accepted_tokens_total', 'accepted'],
  ['slipstream_engine_drafts_total', 'drafts'],
  ['slipstream_engine_draft_tokens_total', 'draftTokens'],
  ['slipstream_engine_prefills_total', 'prefills'],
  ['slipstream_engine_generated_tokens_total', 'generatedTokens'],
  ['slipstream_engine_resets_total', 'resets'],
] as const;

/** Writes the `slipstream_engine_*` metrics: what each engine says of itself, carried across its restarts. */
export class EngineRecorder {
  readonly #instruments: Instruments;
  /** What was written of each account so far, by account and metric. */
  readonly #written = new Map<string, number>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  scraped(labels: ReplicaLabels, result: EngineReading['result']): void {
    this.#instruments.counter('slipstream_engine_scrapes_total').inc({ ...labels, result });
  }

  load(labels: ReplicaLabels, { running, waiting, kvUse }: EngineLoad): void {
    this.#instruments.gauge('slipstream_engine_running_requests').set(labels, running);
    this.#instruments.gauge('slipstream_engine_waiting_requests').set(labels, waiting);
    this.#instruments.gauge('slipstream_engine_kv_use_ratio').set(labels, kvUse);
  }

  /** `account` names whose sums these are: a replica's name may pass to another process. */
  sums(labels: ReplicaLabels, account: string, sums: EngineSums): void {
    for (const [name, part] of counters) {
      const value = sums[part];
      if (value !== null) this.#instruments.counter(name).inc(labels, this.#rise(`${account} ${name}`, value));
    }
    for (const [place, value] of (sums.acceptedByPosition ?? []).entries()) {
      const name = 'slipstream_engine_accepted_position_tokens_total';
      const rise = this.#rise(`${account} ${name} ${place}`, value);
      this.#instruments.counter(name).inc({ ...labels, position: String(place) }, rise);
    }
  }

  /**
   * What is to be added. Steps that are worked out from a rounded counter and an exact one may fall from one page to the
   * next, which a counter cannot: then nothing is added until they have come back to where they were.
   */
  #rise(series: string, value: number): number {
    const before = this.#written.get(series) ?? 0;
    if (value <= before) return 0;
    this.#written.set(series, value);
    return value - before;
  }
}
