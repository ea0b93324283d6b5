import type { Config } from '@slipstream/config';
import { engineAdapter } from '@slipstream/metrics';
import type { EngineAdapter, EnginePath } from '@slipstream/metrics';
import type { Cancel, Clock, FetchPage, Logger, PageResult, Random, Timers } from '../ports.ts';
import type { EngineLedger, ScrapeTarget } from './engine-ledger.ts';
import { readEnginePage } from './read-engine-page.ts';
import type { EngineReading } from './read-engine-page.ts';

export interface ScraperParts {
  readonly config: () => Config;
  readonly fetchPage: FetchPage;
  readonly ledger: EngineLedger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** Called after each round with the time at its end and the targets that were read in it. */
  readonly onRound: (atMs: number, read: readonly ScrapeTarget[]) => void;
}

/** Rounds lie between 0.9 and 1.1 intervals apart, so that many gateways do not ask one engine in step. */
const jitter = 0.2;

/**
 * Reads the metrics of every replica, round after round. Rounds never overlap: the next is timed from the end of the
 * one before, and each is bounded by the timeout of its slowest page.
 */
export class Scraper {
  readonly #parts: ScraperParts;
  /** The last known result per replica, so that a log line marks a change and not every round. */
  readonly #results = new Map<string, string>();
  /** The end of the newest round, under way or over. */
  #last: Promise<void> = Promise.resolve();
  /** A round that was asked for and has not begun. */
  #waiting: Promise<void> | null = null;
  #cancelTimer: Cancel | null = null;
  #stopped = false;

  constructor(parts: ScraperParts) {
    this.#parts = parts;
  }

  /** Starts the rounds; the first at once, since it is the baseline of all that follows. Resolves after it. */
  async start(): Promise<void> {
    await this.scrapeNow();
    this.#plan();
  }

  /** No further rounds. One that is under way ends by its timeout. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  /** A round that began after this call: whatever the engines had counted by now is in the sums when it resolves. */
  scrapeNow(): Promise<void> {
    if (this.#waiting !== null) return this.#waiting;
    this.#last = this.#last.then(() => {
      this.#waiting = null;
      return this.#round();
    });
    this.#waiting = this.#last;
    return this.#last;
  }

  async #round(): Promise<void> {
    const scrapes = scrapesOf(this.#parts.config());
    const results = await Promise.all(scrapes.map((scrape) => this.#scrape(scrape)));
    const read = scrapes.filter((_, index) => results[index] === 'ok').map(({ target }) => target);
    this.#parts.onRound(this.#parts.clock.now(), read);
  }

  async #scrape({ target, adapter, path }: Scrape): Promise<EngineReading['result']> {
    const page = await this.#fetch(target, path);
    const reading = readEnginePage(page, adapter);
    this.#parts.ledger.note(target, reading);
    this.#logChange(target, reading);
    return reading.result;
  }

  async #fetch({ replica }: ScrapeTarget, path: EnginePath): Promise<PageResult> {
    try {
      return await this.#parts.fetchPage(replica, path, this.#parts.config().scrape.timeoutMs);
    } catch (error) {
      return { ok: false, failure: String(error) }; // One broken page must not end the rounds.
    }
  }

  #logChange({ model, variant, replica }: ScrapeTarget, reading: EngineReading): void {
    const before = this.#results.get(replica.url.href) ?? 'ok';
    this.#results.set(replica.url.href, reading.result);
    if (before === reading.result) return;
    const fields = { model: model.name, variant: variant.name, replica: replica.name, result: reading.result };
    if (reading.result === 'ok') this.#parts.logger.info(fields, 'engine metrics are readable again');
    else this.#parts.logger.warn({ ...fields, reason: reading.reason }, 'engine metrics cannot be read');
  }

  #plan(): void {
    if (this.#stopped) return;
    const { timers, random, config } = this.#parts;
    const delayMs = config().scrape.intervalMs * (1 - jitter / 2 + jitter * random());
    this.#cancelTimer = timers.after(delayMs, () => {
      void this.scrapeNow().finally(() => this.#plan());
    });
  }
}

/** Where one replica's counters are, and who can read them. */
interface Scrape {
  readonly target: ScrapeTarget;
  readonly adapter: EngineAdapter;
  readonly path: EnginePath;
}

/** All replicas whose engine has counters that can be read. */
function scrapesOf(config: Config): readonly Scrape[] {
  return [...config.models.values()].flatMap((model) =>
    [...model.variants.values()].flatMap((variant) => {
      const adapter = engineAdapter(variant.engine);
      const path = adapter.metricsPath;
      if (path === null) return [];
      return variant.replicas.map((replica) => ({ target: { model, variant, replica }, adapter, path }));
    }),
  );
}
