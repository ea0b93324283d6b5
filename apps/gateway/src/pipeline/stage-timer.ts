import type { Cancel, Clock, Timers } from '../ports.ts';

/** What a request may wait for too long. `client_gone`: a client that stopped reading. */
export type TimeoutCode = 'first_token_timeout' | 'idle_timeout' | 'deadline_exceeded' | 'client_gone';

/**
 * The bounds of one attempt's waits: the stage it is in, and the deadline of the whole request. At most one timer is
 * alive. `touch` moves only a number: a timer that fires too early looks at it and sleeps on, so that a stream of
 * thousands of reads sets a few timers, not thousands.
 */
export class StageTimer {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #deadlineAtMs: number;
  readonly #expired: (code: TimeoutCode) => void;
  #stage: TimeoutCode | null = null;
  #limitMs = Infinity;
  #stageEndsAtMs = Infinity;
  #cancel: Cancel | null = null;
  #wakesAtMs = Infinity;

  constructor(clock: Clock, timers: Timers, deadlineAtMs: number, expired: (code: TimeoutCode) => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#deadlineAtMs = deadlineAtMs;
    this.#expired = expired;
    this.#arm();
  }

  /** A new wait begins now. */
  enter(stage: TimeoutCode, limitMs: number): void {
    this.#stage = stage;
    this.#limitMs = limitMs;
    this.#stageEndsAtMs = this.#clock.now() + limitMs;
    this.#arm();
  }

  /** Something arrived: the stage's wait begins anew. */
  touch(atMs: number): void {
    this.#stageEndsAtMs = atMs + this.#limitMs;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    const endsAtMs = Math.min(this.#stageEndsAtMs, this.#deadlineAtMs);
    if (this.#cancel !== null && this.#wakesAtMs <= endsAtMs) return;
    this.#cancel?.();
    this.#wakesAtMs = endsAtMs;
    // At least 1 ms: timers of whole milliseconds may fire just before their time, and must not spin.
    this.#cancel = this.#timers.after(Math.max(1, endsAtMs - this.#clock.now()), () => this.#wake());
  }

  #wake(): void {
    this.#cancel = null;
    const now = this.#clock.now();
    if (now >= this.#deadlineAtMs) this.#expired('deadline_exceeded');
    else if (this.#stage !== null && now >= this.#stageEndsAtMs) this.#expired(this.#stage);
    else this.#arm();
  }
}
