import type { EngineClock } from '../engine.ts';
import { TimedQueue } from './timed-queue.ts';

/** The real time of the process, handed in by its main. */
export interface HostTime {
  /** Milliseconds, monotonic, fractional. */
  now(): number;
  /** Runs `run` after about `delayMs`; returns what calls it off. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs `run` after pending I/O was served (setImmediate); returns what calls it off. */
  soon(run: () => void): () => void;
}

/**
 * Engine time that runs `timeScale` times faster than the host's, from 0 at the time of making. A host that wakes up late
 * changes no engine time: whatever is due by then is run one by one, each in a turn of the event loop of its own, so that
 * the steps of an engine that has fallen behind still leave as separate writes.
 */
export function createScaledClock(host: HostTime, timeScale: number): EngineClock {
  if (!(timeScale > 0)) throw new RangeError(`the time scale must be above 0, not ${timeScale}`);
  const startMs = host.now();
  const queue = new TimedQueue();
  let wakeAtMs = Infinity;
  let cancelWake = (): void => {};

  const now = (): number => (host.now() - startMs) * timeScale;

  function wake(): void {
    wakeAtMs = Infinity;
    const run = queue.take(now());
    try {
      run?.();
    } finally {
      arm();
    }
  }

  function arm(): void {
    const nextMs = queue.nextAtMs;
    if (nextMs === null || nextMs >= wakeAtMs) return;
    cancelWake();
    wakeAtMs = nextMs;
    const delayMs = (nextMs - now()) / timeScale;
    // Timers have millisecond grain and may fire early: rounded up, and `take` looks at the time again.
    cancelWake = delayMs > 0 ? host.after(Math.ceil(delayMs), wake) : host.soon(wake);
  }

  return {
    now,
    at(atMs, run) {
      const cancel = queue.add(atMs, run);
      arm();
      return cancel;
    },
  };
}
