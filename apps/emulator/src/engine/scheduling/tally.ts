import type { EngineTruth } from '../engine.ts';
import { Work } from './work.ts';

/** The engine's own books: counts since it was made. Steps of aborted requests are not in them. */
export class Tally {
  requests = 0;
  finished = 0;
  aborted = 0;
  failed = 0;
  promptTokens = 0;
  decodeSeconds = 0;
  readonly work = new Work();
  readonly ofFinished = new Work();

  snapshot(running: number, waiting: number): EngineTruth {
    const { requests, finished, aborted, failed, promptTokens, decodeSeconds } = this;
    const counts = { requests, finished, aborted, failed, promptTokens, decodeSeconds, running, waiting };
    return { ...counts, ...this.work.snapshot(), ofFinished: this.ofFinished.snapshot() };
  }
}
