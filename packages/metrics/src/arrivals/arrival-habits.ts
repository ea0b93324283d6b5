/** What was seen of one answer's reads, in expectation. */
export interface ReadsSeen {
  readonly reads: number;
  /** Reads that another request's prefill, or anything else that made the batch wait, came before. */
  readonly stalled: number;
  /** Reads that came late: the reader was busy, or the bytes were held up. */
  readonly late: number;
  /** Reads that held more than one step. */
  readonly merged: number;
}

export type ReadShares = Readonly<Record<'stalled' | 'late' | 'merged', number>>;

/** Assumed of an engine and a reader that nothing is known of, with the weight of a few reads. */
const assumed: ReadShares = { stalled: 0.05, late: 0.1, merged: 0.02 };
const assumedReads = 4;
/** Each answer fades those before it by this: the last fifty count. */
const fading = 0.98;
/** What earlier answers showed never weighs more than this many reads: an answer may be an exception. */
const mostReads = 300;

/**
 * What usually happens between one engine's steps and our reads, learnt from answer to answer. An answer alone holds too
 * few odd reads to tell stalls from merged steps; fifty answers do.
 */
export class ArrivalHabits {
  #seen: ReadsSeen = { reads: 0, stalled: 0, late: 0, merged: 0 };

  learn(answer: ReadsSeen): void {
    this.#seen = {
      reads: fading * this.#seen.reads + answer.reads,
      stalled: fading * this.#seen.stalled + answer.stalled,
      late: fading * this.#seen.late + answer.late,
      merged: fading * this.#seen.merged + answer.merged,
    };
  }

  /** Shares of all reads, before an answer was looked at. */
  get shares(): ReadShares {
    return mixed(this.#seen, assumed, assumedReads);
  }

  /** The same, in the light of one answer: empirical Bayes, earlier reads weighing as `mostReads` at most. */
  sharesGiven(answer: ReadsSeen): ReadShares {
    return mixed(answer, this.shares, Math.min(assumedReads + this.#seen.reads, mostReads));
  }
}

function mixed(seen: ReadsSeen, otherwise: ReadShares, weight: number): ReadShares {
  const reads = seen.reads + weight;
  return {
    stalled: (seen.stalled + otherwise.stalled * weight) / reads,
    late: (seen.late + otherwise.late * weight) / reads,
    merged: (seen.merged + otherwise.merged * weight) / reads,
  };
}
