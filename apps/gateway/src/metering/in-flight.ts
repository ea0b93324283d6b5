import type { RequestRecord } from './request-record.ts';

/**
 * The requests that were opened and not yet settled. The in-flight gauge is counted from this set when it is read, by
 * the variant that each record names by then: so it cannot drift, whatever order assignment, failure and end come in.
 */
export class InFlight {
  readonly #records = new Set<RequestRecord>();

  open(record: RequestRecord): void {
    this.#records.add(record);
  }

  /** False if it was not open: settled already, or never opened. */
  close(record: RequestRecord): boolean {
    return this.#records.delete(record);
  }

  /** Requests assigned to one variant. */
  count({ model, variant }: { readonly model: string; readonly variant: string }): number {
    let count = 0;
    for (const { decision } of this.#records) {
      if (decision?.model.name === model && decision.variant.name === variant) count += 1;
    }
    return count;
  }

  /** All of them, also those that have no variant yet. */
  get size(): number {
    return this.#records.size;
  }
}
