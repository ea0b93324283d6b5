/** Bounds grow by a tenth: a quantile is at most 5 % off, which is √1.1. */
const GROWTH = 1.1;
const SMALLEST_MS = 1;
/** Up to 1.1^150 ms, about 27 minutes; what is longer counts there. */
const BUCKETS = 151;
/** Longest exponent that weights are let grow to before all are scaled down: e^50 is far below the largest double. */
const RESCALE_AT = 50;

/**
 * Quantiles of durations, the newer the heavier: an observation weighs e times as much as one `decayMs` older (forward
 * decay: Cormode et al., ICDE 2009). Fixed memory, constant time to add; relative error as in DDSketch (Masson et al.,
 * VLDB 2019), with bounds fixed beforehand.
 */
export class LatencySketch {
  readonly #decayMs: number;
  readonly #weights = new Float64Array(BUCKETS);
  #total = 0;
  #landmarkMs = 0;

  constructor(decayMs: number) {
    this.#decayMs = decayMs;
  }

  add(valueMs: number, nowMs: number): void {
    const weight = this.#weightAt(nowMs);
    const bucket = bucketOf(valueMs);
    this.#weights[bucket] = (this.#weights[bucket] ?? 0) + weight;
    this.#total += weight;
  }

  /** How many observations of now the old ones are worth. */
  count(nowMs: number): number {
    return this.#total / this.#weightAt(nowMs);
  }

  /** Null while there is nothing. */
  quantile(q: number): number | null {
    if (this.#total === 0) return null;
    let left = q * this.#total;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#weights[bucket] ?? 0;
      // The middle of the bucket in the sense of ratios.
      if (left <= 0) return SMALLEST_MS * GROWTH ** (bucket - 0.5);
    }
    return SMALLEST_MS * GROWTH ** (BUCKETS - 1.5);
  }

  #weightAt(nowMs: number): number {
    const exponent = (nowMs - this.#landmarkMs) / this.#decayMs;
    if (exponent <= RESCALE_AT) return Math.exp(exponent);
    const factor = Math.exp(-exponent);
    this.#total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const scaled = (this.#weights[bucket] ?? 0) * factor;
      this.#weights[bucket] = scaled;
      this.#total += scaled;
    }
    this.#landmarkMs = nowMs;
    return 1;
  }
}

function bucketOf(valueMs: number): number {
  if (valueMs <= SMALLEST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(valueMs / SMALLEST_MS) / Math.log(GROWTH)));
}
