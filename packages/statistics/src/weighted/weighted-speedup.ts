import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { variance } from '../moments/moments.ts';
import { lyapunovHalfWidth } from '../sequence/lyapunov-half-width.ts';
import { mixtureRho2 } from '../sequence/mixture-rho2.ts';
import { weightedStreamBurnIn } from './weighted-stream.ts';
import type { WeightedStream } from './weighted-stream.ts';

/**
 * Speed-up, from a stream of ln TPOT, inside a confidence sequence that changing weights and drifting load leave valid. For
 * requests that are independent given the past: blocks are for those that are not. Null before the 200th.
 */
export function weightedSpeedup(
  stream: WeightedStream,
  { alpha = 0.05, nStar = 2000 }: { readonly alpha?: number; readonly nStar?: number } = {},
): Interval | null {
  const spread = variance(stream.terms);
  const scale = variance(stream.first);
  if (stream.terms.n < weightedStreamBurnIn || spread === null || scale === null || !(scale > 0)) return null;
  const rho2 = mixtureRho2(alpha, nStar) / scale;
  return logInterval(stream.terms.mean, lyapunovHalfWidth({ n: stream.terms.n, variance: spread, alpha, rho2 }));
}
