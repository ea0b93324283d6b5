import type { Logger } from '../ports.ts';

/** Whether the store can be reached, told once each way. */
export class StorePresence {
  readonly #logger: Logger;
  #away: string | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Why it cannot be reached; null: it can. */
  get away(): string | null {
    return this.#away;
  }

  isBack(): void {
    if (this.#away !== null) this.#logger.info({}, 'rollouts can be kept again');
    this.#away = null;
  }

  isAway(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#away === null) {
      this.#logger.error({ reason }, 'rollouts cannot be kept: the last splits stay in force, nothing is decided');
    }
    this.#away = reason;
  }
}
