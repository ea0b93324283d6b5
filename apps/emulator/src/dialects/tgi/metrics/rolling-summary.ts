/** Quantiles are of the last 3 × 20 s, as metrics-exporter-prometheus keeps them. */
const SLICE_MS = 20_000;
const SLICES = 3;
/** Relative error that its DDSketch allows. */
const RELATIVE_ERROR = 0.0001;

/** A summary: quantiles of a rolling window, sum and count since the start. */
export class RollingSummary {
  sum = 0;
  count = 0;
  /** Newest last. Values are few and small whole numbers, so each slice keeps counts by value. */
  private slices: { readonly startMs: number; readonly counts: Map<number, number> }[] = [];

  observe(value: number, nowMs: number): void {
    this.sum += value;
    this.count += 1;
    const startMs = Math.floor(nowMs / SLICE_MS) * SLICE_MS;
    let newest = this.slices.at(-1);
    if (newest === undefined || newest.startMs < startMs) {
      newest = { startMs, counts: new Map() };
      this.slices = [...this.slices.slice(1 - SLICES), newest];
    }
    newest.counts.set(value, (newest.counts.get(value) ?? 0) + 1);
  }

  /** 0 when nothing was observed in the window. */
  quantile(q: number, nowMs: number): number {
    const counts = this.window(nowMs);
    const values = [...counts.keys()].sort((a, b) => a - b);
    const lowest = values[0];
    const highest = values.at(-1);
    if (lowest === undefined || highest === undefined) return 0;
    if (q === 0) return lowest;
    if (q === 1) return highest;
    let total = 0;
    for (const count of counts.values()) total += count;
    const rank = Math.floor(q * (total - 1));
    let below = 0;
    for (const value of values) {
      below += counts.get(value) ?? 0;
      if (below > rank) return Math.min(Math.max(sketched(value), lowest), highest);
    }
    return highest;
  }

  private window(nowMs: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (const slice of this.slices) {
      if (slice.startMs <= nowMs - SLICES * SLICE_MS) continue;
      for (const [value, count] of slice.counts) counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return counts;
  }
}

/** The value a DDSketch gives back for its bin: within the relative error, seldom exact. */
function sketched(value: number): number {
  if (value <= 0) return value;
  const gamma = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
  const bin = Math.ceil(Math.log(value) / Math.log(gamma));
  return (gamma ** bin * 2) / (1 + gamma);
}
