import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 2;
/** Below this many samples a 99th percentile is the maximum of a few. */
const leastSamples = 100;

/**
 * How late the bench itself notices things. A time stamp of a busy bench shows the bench, not the server. Node's delay histogram
 * contains the timer's own period and granularity, so what it shows while the bench is idle is taken off.
 */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  #idleMs = resolutionMs + 1;

  /** Starts a new stretch. */
  start(): void {
    this.#delays.reset();
    this.#delays.enable();
  }

  /** Ends a stretch in which the bench did nothing: the floor of all later ones. */
  stopIdle(): void {
    this.#delays.disable();
    if (this.#delays.count >= leastSamples) this.#idleMs = this.#p99Ms();
  }

  /** Ends a stretch of work: p99 of the lag in ms, 0 or more. Null when it was too short to tell. */
  stop(): number | null {
    this.#delays.disable();
    return this.#delays.count < leastSamples ? null : Math.max(0, this.#p99Ms() - this.#idleMs);
  }

  #p99Ms(): number {
    return this.#delays.percentile(99) / 1e6;
  }
}
