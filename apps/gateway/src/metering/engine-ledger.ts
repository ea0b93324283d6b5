import type { Model, Replica, Variant } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import { addEngineSums, EngineAccount, noEngineSums } from './engine-account.ts';
import type { EngineSums } from './engine-account.ts';
import type { EngineReading } from './read-engine-page.ts';

/** A replica and where it belongs. */
export interface ScrapeTarget {
  readonly model: Model;
  readonly variant: Variant;
  readonly replica: Replica;
}

/** The scraped view of one variant: the engines' own counters, over all traffic that they got from anyone. */
export interface ScrapedSums extends EngineSums {
  /** Replicas of which at least one page was read. */
  readonly replicas: number;
}

/** Accounts what the engines say of themselves, per replica, and writes the `slipstream_engine_*` metrics from it. */
export class EngineLedger {
  readonly #instruments: Instruments;
  readonly #accounts = new Map<string, EngineAccount>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** After a failed reading all counters stay as they were; only the load is unknown from then on. */
  note(target: ScrapeTarget, reading: EngineReading): void {
    const labels = { model: target.model.name, variant: target.variant.name, replica: target.replica.name };
    const load = reading.result === 'ok' ? reading.load : { running: null, waiting: null };
    this.#instruments.counter('slipstream_engine_scrapes_total').inc({ ...labels, result: reading.result });
    this.#instruments.gauge('slipstream_engine_running_requests').set(labels, load.running);
    this.#instruments.gauge('slipstream_engine_waiting_requests').set(labels, load.waiting);
    if (reading.result !== 'ok') return;
    const { steps, accepted, prefills, generatedTokens, reset } = this.#account(target).update(reading.counters);
    this.#instruments.counter('slipstream_engine_steps_total').inc(labels, steps);
    this.#instruments.counter('slipstream_engine_accepted_tokens_total').inc(labels, accepted);
    this.#instruments.counter('slipstream_engine_resets_total').inc(labels, reset ? 1 : 0);
    if (prefills !== null) this.#instruments.counter('slipstream_engine_prefills_total').inc(labels, prefills);
    if (generatedTokens === null) return;
    this.#instruments.counter('slipstream_engine_generated_tokens_total').inc(labels, generatedTokens);
  }

  /** Null until a page of any of its replicas was read. */
  sums(model: Model, variant: Variant): ScrapedSums | null {
    const known = variant.replicas.flatMap(
      (replica) => this.#accounts.get(key({ model, variant, replica }))?.sums ?? [],
    );
    if (known.length === 0) return null;
    return { ...known.reduce(addEngineSums, noEngineSums), replicas: known.length };
  }

  #account(target: ScrapeTarget): EngineAccount {
    const account = this.#accounts.get(key(target)) ?? new EngineAccount();
    this.#accounts.set(key(target), account);
    return account;
  }
}

/** The URL belongs to it: the same name at another address is another process, with counters of its own. */
function key({ model, variant, replica }: ScrapeTarget): string {
  return JSON.stringify([model.name, variant.name, replica.name, replica.url.href]);
}
