import { Roster } from '../roster.ts';
import type { Place } from '../roster.ts';
import type { RequestRecord } from './request-record.ts';

/**
 * The requests that were opened and not yet settled. The in-flight gauge is counted from them when it is read, by
 * the variant that each record names by then: so it cannot drift, whatever order assignment, failure and end come in.
 */
export class InFlight {
  readonly #records = new Roster<RequestRecord>();

  /** The place is left when the request is settled. */
  open(record: RequestRecord): Place {
    return this.#records.enter(record);
  }

  /** Requests assigned to one variant. */
  count({ model, variant }: { readonly model: string; readonly variant: string }): number {
    return this.#records.count(({ decision }) => decision?.model.name === model && decision.variant.name === variant);
  }

  /** All of them, also those that have no variant yet. */
  get size(): number {
    return this.#records.size;
  }
}
