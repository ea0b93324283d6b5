import type { EngineClock } from '../engine.ts';
import { TimedQueue } from './timed-queue.ts';

/** Time that passes only when it is told to: a test runs an hour of engine time in a moment, the same way each time. */
export class VirtualClock implements EngineClock {
  readonly #queue = new TimedQueue();
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  at(atMs: number, run: () => void): () => void {
    return this.#queue.add(Math.max(atMs, this.#nowMs), run);
  }

  /** Runs the next thing to do, at its time. False when there is none. */
  step(): boolean {
    const atMs = this.#queue.nextAtMs;
    if (atMs === null) return false;
    this.#nowMs = atMs;
    this.#queue.take(atMs)?.();
    return true;
  }

  /** Runs all that is due by `atMs`, what gets due on the way included, and stops there. */
  runUntil(atMs: number): void {
    while ((this.#queue.nextAtMs ?? Infinity) <= atMs) this.step();
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  /** Runs until nothing is left to do. A load that renews itself for ever never returns. */
  runAll(): void {
    while (this.step());
  }
}
