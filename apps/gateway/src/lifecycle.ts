import { GatewayError } from './errors.ts';
import type { Admission } from './pipeline/generation-ports.ts';
import type { Cancel, Timers } from './ports.ts';
import { Roster } from './roster.ts';

export type LifecycleState = 'ready' | 'draining' | 'stopped';

/** How long requests may take to tell their clients that they were cut. */
const CUT_MS = 2000;

/**
 * Which requests are under way, and how they end when the gateway must go: new work is refused, the old may finish until
 * the grace period ends, then it is cut with an error that each client sees.
 */
export class Lifecycle implements Admission {
  readonly #timers: Timers;
  readonly #cuts = new Roster<(error: GatewayError) => void>();
  #state: LifecycleState = 'ready';
  #emptied: (() => void) | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get state(): LifecycleState {
    return this.#state;
  }

  get draining(): boolean {
    return this.#state !== 'ready';
  }

  get underWay(): number {
    return this.#cuts.size;
  }

  enter(cut: (error: GatewayError) => void): Cancel {
    const place = this.#cuts.enter(cut);
    return () => {
      place.leave();
      if (this.#cuts.size === 0) this.#emptied?.();
    };
  }

  /** Resolves with the number of requests that had to be cut, when none is left. Call it once. */
  async drain(graceMs: number): Promise<number> {
    this.#state = 'draining';
    await this.#untilEmpty(graceMs);
    const cut = this.#cuts.size;
    const error = new GatewayError('draining', 'This gateway shut down before the answer was complete.');
    for (const tell of this.#cuts.members()) tell(error);
    await this.#untilEmpty(CUT_MS);
    this.#state = 'stopped';
    return cut;
  }

  async #untilEmpty(limitMs: number): Promise<void> {
    if (this.#cuts.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#timers.after(limitMs, resolve);
      this.#emptied = () => {
        cancel();
        resolve();
      };
    });
    this.#emptied = null;
  }
}
