import type { GenerationStats } from './generation-stats.ts';

/** Which slot works on which generation. */
export class SlotTable {
  /** By slot; null: idle. */
  readonly #tasks: ({ readonly task: number; readonly stats: GenerationStats } | null)[];
  #tasksSeen = 0;

  constructor(slots: number) {
    this.#tasks = Array.from({ length: slots }, () => null);
  }

  /** The lowest idle slot. For a moment there may be one more than there are: a slot is free before the pass is over that its request was in. */
  take(stats: GenerationStats): number {
    const idle = this.#tasks.indexOf(null);
    const slot = idle === -1 ? this.#tasks.length : idle;
    this.#tasks[slot] = { task: this.#tasksSeen, stats };
    this.#tasksSeen += 1;
    return slot;
  }

  free(slot: number): void {
    this.#tasks[slot] = null;
  }

  get idle(): number {
    return this.#tasks.filter((task) => task === null).length;
  }

  /** As `/slots` shows them. */
  list(contextTokens: number, speculative: boolean): readonly object[] {
    return this.#tasks.map((task, id) => ({
      id,
      n_ctx: contextTokens,
      speculative,
      is_processing: task !== null,
      ...(task === null
        ? {}
        : { id_task: task.task, next_token: [{ has_next_token: true, n_decoded: task.stats.generated }] }),
    }));
  }
}
