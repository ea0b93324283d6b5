import { setTimeout as sleep } from 'node:timers/promises';
import { CounterTally } from '../counters/counter-tally.ts';
import type { CounterWindow } from '../counters/counter-tally.ts';
import { scrapeEngines } from '../counters/scrape-engine.ts';

const watchMs = 1000;
const settleMs = 100;
/** Settling must end: somebody else may use the engine, if that was allowed. */
const mostSettleReads = 10;

/** Follows the counters of one arm's engines through a measurement. */
export class CounterWatch {
  readonly #urls: readonly URL[];
  readonly #tally = new CounterTally();
  readonly #stopped = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(urls: readonly URL[]) {
    this.#urls = urls;
  }

  /** Takes the first reading; what is counted from now on is ours. Rejects when an engine cannot be read. */
  async start(): Promise<void> {
    await this.#read();
    this.#watching = this.#watch();
  }

  /**
   * What was counted, once two readings in a row agree: an engine may write its last counts a moment after its last
   * byte. Null when there is no engine to read.
   */
  async stop(): Promise<CounterWindow | null> {
    this.#stopped.abort();
    await this.#watching;
    if (this.#urls.length === 0) return null;
    let last = await this.#read();
    for (let reads = 0; reads < mostSettleReads; reads += 1) {
      await sleep(settleMs);
      const now = await this.#read();
      if (now.tokensCount === last.tokensCount && now.tokenSum === last.tokenSum) return now;
      last = now;
    }
    return last;
  }

  /** Must be called when the measurement breaks off. */
  cancel(): void {
    this.#stopped.abort();
  }

  async #read(): Promise<CounterWindow> {
    const readings = await scrapeEngines(this.#urls);
    this.#tally.update(readings);
    return this.#tally.window;
  }

  /** Only to see restarts: an engine that is down for a moment is no reason to stop here. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await sleep(watchMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.#read().catch(() => {});
    }
  }
}
