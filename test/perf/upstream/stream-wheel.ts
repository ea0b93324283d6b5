import { monotonicMs } from '../measure/monotonic-ms.ts';

/** Called at each of its turns; false: it is over. */
export type Turn = () => boolean;

/**
 * Paces thousands of streams with one timer. Streams of the same interval stand on one wheel, in the millisecond at
 * which they came, so that they keep the phase in which they began.
 */
export class StreamWheel {
  readonly #wheels = new Map<number, Turn[][]>();
  #atMs = Math.floor(monotonicMs());

  add(everyMs: number, turn: Turn): void {
    const wheel = this.#wheels.get(everyMs) ?? Array.from({ length: everyMs }, (): Turn[] => []);
    this.#wheels.set(everyMs, wheel);
    wheel[Math.floor(monotonicMs()) % everyMs]?.push(turn);
  }

  start(): void {
    setTimeout(() => this.#tick(), 1);
  }

  #tick(): void {
    const now = Math.floor(monotonicMs());
    for (; this.#atMs < now; this.#atMs += 1) {
      for (const [everyMs, wheel] of this.#wheels) runSlot(wheel, (this.#atMs + 1) % everyMs);
    }
    setTimeout(() => this.#tick(), 1);
  }
}

function runSlot(wheel: Turn[][], index: number): void {
  const slot = wheel[index];
  if (slot === undefined || slot.length === 0) return;
  wheel[index] = slot.filter((turn) => turn());
}
