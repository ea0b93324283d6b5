/**
 * A stream of values in [0, 1], such as "within its service level", for the predictable plug-in empirical-Bernstein sequence.
 * Plain data. Two shards merge by adding: both are supermartingales for the same mean, so the merged interval is valid, though
 * not digit for digit that of one stream, whose bets would have been placed on more history.
 */
export interface BoundedStream {
  readonly n: number;
  /** Σ x. */
  readonly sum: number;
  /** Σ (x − mean before it)²: with one fake observation of mean ½ and variance ¼. */
  readonly squares: number;
  /** Σ λ and Σ λ x: the bets. */
  readonly bets: number;
  readonly betSum: number;
  /** Σ v ψ(λ): what the bets may lose. */
  readonly cost: number;
}

export function emptyBoundedStream(): BoundedStream {
  return { n: 0, sum: 0, squares: 0, bets: 0, betSum: 0, cost: 0 };
}

/**
 * One more value. λ_t = min(½, sqrt(2 ln(2/α) / (σ̂²_{t−1} t ln(1+t)))), v_t = (x_t − μ̂_{t−1})², ψ(λ) = −ln(1−λ) − λ
 * (Waudby-Smith, Ramdas, "Estimating means of bounded random variables by betting", JRSS-B 2024, as in confseq's predmix).
 * `alpha` shapes the bets and must be that of the interval.
 * @throws RangeError for a value outside [0, 1].
 */
export function addBounded(stream: BoundedStream, x: number, alpha: number = 0.05): BoundedStream {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`a bounded stream takes values from 0 to 1, not ${x}`);
  const t = stream.n + 1;
  const meanBefore = (0.5 + stream.sum) / t;
  const varianceBefore = (0.25 + stream.squares) / t;
  const bet = Math.min(0.5, Math.sqrt((2 * Math.log(2 / alpha)) / (varianceBefore * t * Math.log(1 + t))));
  const sum = stream.sum + x;
  // σ̂² uses the mean that includes x, the cost the one before it: the latter must be predictable.
  const meanAfter = (0.5 + sum) / (t + 1);
  return {
    n: t,
    sum,
    squares: stream.squares + (x - meanAfter) ** 2,
    bets: stream.bets + bet,
    betSum: stream.betSum + bet * x,
    cost: stream.cost + (x - meanBefore) ** 2 * (-Math.log1p(-bet) - bet),
  };
}

export function mergeBounded(a: BoundedStream, b: BoundedStream): BoundedStream {
  return {
    n: a.n + b.n,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    bets: a.bets + b.bets,
    betSum: a.betSum + b.betSum,
    cost: a.cost + b.cost,
  };
}
