import type { Cancel, Clock, Timers } from '../ports.ts';

/** Time that stands still until a test moves it. */
export class ManualTime implements Clock, Timers {
  #nowMs = 0;
  readonly #pending = new Map<symbol, { readonly atMs: number; readonly run: () => void }>();
  /** Timers ever set. */
  set = 0;

  /** Timers that are waiting. */
  get alive(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#nowMs;
  }

  wallTime(): number {
    return 1_800_000_000_000 + this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const key = Symbol('timer');
    this.set += 1;
    this.#pending.set(key, { atMs: this.#nowMs + delayMs, run });
    return () => this.#pending.delete(key);
  }

  /** Runs what falls due on the way, in order of time. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let due = this.#next(untilMs); due !== null; due = this.#next(untilMs)) {
      this.#pending.delete(due.key);
      this.#nowMs = due.atMs;
      due.run();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): { key: symbol; atMs: number; run: () => void } | null {
    let first: { key: symbol; atMs: number; run: () => void } | null = null;
    for (const [key, { atMs, run }] of this.#pending) {
      if (atMs <= untilMs && (first === null || atMs < first.atMs)) first = { key, atMs, run };
    }
    return first;
  }
}
