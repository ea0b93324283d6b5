import type { Timers } from '../../ports.ts';

/** Timers that run when a test says so. */
export class ManualTimers implements Timers {
  readonly pending = new Map<() => void, number>();

  after(delayMs: number, run: () => void): () => void {
    this.pending.set(run, delayMs);
    return () => void this.pending.delete(run);
  }

  /** Runs everything that was pending when called. */
  fire(): void {
    const due = [...this.pending.keys()];
    for (const run of due) {
      this.pending.delete(run);
      run();
    }
  }
}
