import type { EngineTruth } from '../engine.ts';

/** The engine's own books: counts since it was made. Steps of aborted requests are not in them. */
export class Tally {
  requests = 0;
  finished = 0;
  aborted = 0;
  failed = 0;
  prefills = 0;
  steps = 0;
  tokens = 0;
  accepted = 0;
  drafts = 0;
  draftTokens = 0;
  decodeSeconds = 0;

  prefill(tokens: number): void {
    this.prefills += 1;
    this.#step(tokens);
  }

  decode(tokens: number, draftTokens: number, seconds: number): void {
    this.#step(tokens);
    this.accepted += tokens - 1;
    this.drafts += draftTokens > 0 ? 1 : 0;
    this.draftTokens += draftTokens;
    this.decodeSeconds += seconds;
  }

  snapshot(running: number, waiting: number): EngineTruth {
    const { requests, finished, aborted, failed, prefills, steps, tokens, accepted, drafts, draftTokens } = this;
    const counts = { requests, finished, aborted, failed, prefills, steps, tokens, accepted, drafts, draftTokens };
    return { ...counts, decodeSeconds: this.decodeSeconds, running, waiting };
  }

  #step(tokens: number): void {
    this.steps += 1;
    this.tokens += tokens;
  }
}
