import { logRatioVariance, sequenceHalfWidth } from '@slipstream/statistics';
import type { Interval, RatioSums } from '@slipstream/statistics';
import type { AccelerationSums } from './samples/epoch-samples.ts';

/** With fewer answers the spread of a ratio is not known well enough; a speculator that does nothing has none at all. */
const fewestAnswers = 50;
/** Answers at which the interval is narrowest. */
const nStar = 2000;

/** ln of Σ tokens / Σ forward passes, with the half width that holds at any look. */
interface LogRatio {
  readonly log: number;
  readonly squaredError: number;
  readonly n: number;
}

/** Acceleration of the candidate, by the best method that has enough answers; null where there is none. */
export function accelerationOf(acceleration: AccelerationSums, alpha: number): Interval | null {
  const sums = bestOf(acceleration);
  const found = sums && logRatio(sums);
  return found ? intervalOf(found, alpha) : null;
}

/** Acceleration now / before, both by the same method. */
export function accelerationGain(before: AccelerationSums, now: AccelerationSums, alpha: number): Interval | null {
  for (const method of methods) {
    const [old, fresh] = [before[method], now[method]];
    const [one, other] = [old && logRatio(old), fresh && logRatio(fresh)];
    if (!one || !other) continue;
    const difference = {
      log: other.log - one.log,
      squaredError: one.squaredError + other.squaredError,
      n: one.n + other.n,
    };
    return intervalOf(difference, alpha);
  }
  return null;
}

const methods = ['exact', 'derived', 'estimated'] as const;

function bestOf(byMethod: AccelerationSums): RatioSums | undefined {
  const known = methods.flatMap((method) => byMethod[method] ?? []);
  return known.find(({ n }) => n >= fewestAnswers) ?? known[0];
}

function logRatio(sums: RatioSums): LogRatio | null {
  const squaredError = sums.n < fewestAnswers ? null : logRatioVariance(sums);
  return squaredError === null ? null : { log: Math.log(sums.y / sums.t), squaredError, n: sums.n };
}

function intervalOf({ log, squaredError, n }: LogRatio, alpha: number): Interval {
  const half = sequenceHalfWidth({ squaredError, n, alpha, nStar });
  return { lower: Math.exp(log - half), estimate: Math.exp(log), upper: Math.exp(log + half) };
}
