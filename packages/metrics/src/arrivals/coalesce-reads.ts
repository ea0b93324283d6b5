/**
 * Reads closer than this, ms, are one. No accelerator makes a decode step in half a millisecond (it reads all weights
 * from memory), and HTTP parsers hand one socket read over in pieces, one per HTTP chunk.
 */
const sameReadMs = 0.5;

/** A series of reads: `counts[i]` tokens at `timesMs[i]`. Both arrays have the same length. */
export interface Reads {
  readonly timesMs: readonly number[];
  readonly counts: readonly number[];
}

/** Puts the pieces of one socket read together again, at the time of the first piece. */
export function coalesceReads({ timesMs, counts }: Reads): Reads {
  const times: number[] = [];
  const sums: number[] = [];
  let previousAtMs = Number.NEGATIVE_INFINITY;
  timesMs.forEach((atMs, index) => {
    const count = counts[index] ?? 0;
    if (atMs - previousAtMs < sameReadMs) {
      sums.push((sums.pop() ?? 0) + count);
    } else {
      times.push(atMs);
      sums.push(count);
    }
    previousAtMs = atMs;
  });
  return { timesMs: times, counts: sums };
}
