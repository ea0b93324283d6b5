import { concludeEvents } from '@slipstream/statistics';
import type { ConclusionPlan, EventFindings, Evidence } from '@slipstream/statistics';

/** More incidents than this are gone through once per block: all of them at each look would hold up the thread that serves. */
const mostAtEachLook = 10_000;

interface Checked {
  /** Of the state's epoch. */
  readonly own: EventFindings;
  /** Of all epochs since `watchedFrom`. */
  readonly watched: EventFindings;
}

/** The checks that count events, anew at every look: nobody waits for the end of a block for what is certain already. */
export class EventChecks {
  #last: (Checked & { readonly block: string }) | null = null;

  /** `block` names the run, its epoch and the block that is being filled. */
  look(own: Evidence, watched: Evidence, rules: ConclusionPlan, block: string): Checked {
    if (this.#last?.block === block && incidentsOf(watched) > mostAtEachLook) return this.#last;
    this.#last = { own: concludeEvents(own, rules), watched: concludeEvents(watched, rules), block };
    return this.#last;
  }
}

function incidentsOf({ blocks }: Evidence): number {
  let count = 0;
  for (const { arms } of Object.values(blocks)) {
    for (const { incidents } of [arms.control, arms.candidate]) {
      for (const byReplica of [incidents.error, incidents['slo-miss']]) {
        for (const ticks of Object.values(byReplica)) count += ticks.length;
      }
    }
  }
  return count;
}
