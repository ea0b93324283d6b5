import type { Model, Replica, Variant } from '@slipstream/config';
import { engineAdapter, unknownLoad } from '@slipstream/metrics';
import type { EngineLoad, Instruments } from '@slipstream/metrics';
import { addEngineSums, EngineAccount, noEngineSums } from './engine-account.ts';
import type { EngineSums } from './engine-account.ts';
import { EngineRecorder } from './engine-recorder.ts';
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

/** Accounts what the engines say of themselves, per replica, and has the `slipstream_engine_*` metrics written from it. */
export class EngineLedger {
  readonly #recorder: EngineRecorder;
  readonly #accounts = new Map<string, EngineAccount>();
  readonly #loads = new Map<string, EngineLoad>();

  constructor(instruments: Instruments) {
    this.#recorder = new EngineRecorder(instruments);
  }

  /** After a failed reading all counters stay as they were; only the load is unknown from then on. */
  note(target: ScrapeTarget, reading: EngineReading): void {
    const labels = { model: target.model.name, variant: target.variant.name, replica: target.replica.name };
    this.#recorder.scraped(labels, reading.result);
    const load = reading.result === 'ok' ? reading.load : unknownLoad;
    this.#loads.set(key(target), load);
    this.#recorder.load(labels, load);
    if (reading.result !== 'ok') return;
    const account = this.#account(target);
    account.update(reading.counters);
    if (account.sums !== null) this.#recorder.sums(labels, key(target), account.sums);
  }

  /** By the newest page. */
  load(target: ScrapeTarget): EngineLoad {
    return this.#loads.get(key(target)) ?? unknownLoad;
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
    const known = this.#accounts.get(key(target));
    if (known !== undefined) return known;
    const { engine, speculator } = target.variant;
    const draftTokens = speculator.kind === 'none' ? 0 : speculator.draftTokens;
    const account = new EngineAccount(engineAdapter(engine), { draftTokens });
    this.#accounts.set(key(target), account);
    return account;
  }
}

/** The URL belongs to it: the same name at another address is another process, with counters of its own. */
function key({ model, variant, replica }: ScrapeTarget): string {
  return JSON.stringify([model.name, variant.name, replica.name, replica.url.href]);
}
