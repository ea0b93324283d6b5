import type { EndedRequest } from '../engine.ts';
import type { Job } from './job.ts';

/** Older ones are forgotten. */
const MOST_REMEMBERED = 20_000;

/** The requests that are over, one by one. */
export class Journal {
  #ended: EndedRequest[] = [];

  write({ name, promptTokens, work }: Job, end: EndedRequest['end']): void {
    this.#ended.push({ name, end, promptTokens, work: work.snapshot() });
    if (this.#ended.length > 2 * MOST_REMEMBERED) this.#ended = this.#ended.slice(-MOST_REMEMBERED);
  }

  /** Oldest first. */
  read(): readonly EndedRequest[] {
    return this.#ended.slice(-MOST_REMEMBERED);
  }
}
