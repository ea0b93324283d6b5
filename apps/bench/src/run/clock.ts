export interface Clock {
  /** Milliseconds, monotonic, fractional. The only source of durations. */
  now(): number;
  /** Milliseconds since the epoch: for stamps that people read, never for durations. */
  wallTime(): number;
}

export const systemClock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
