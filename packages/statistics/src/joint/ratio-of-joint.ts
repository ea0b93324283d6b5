import type { RatioSums } from '../ratio/ratio-sums.ts';
import { jointProduct } from './joint-sums.ts';
import type { JointSums } from './joint-sums.ts';

/** What Σy / Σt and its error need, of two of the quantities. Its clusters are those that have something to divide by. */
export function ratioOfJoint(sums: JointSums, y: number, t: number): RatioSums {
  return {
    n: sums.clusters[t] ?? 0,
    y: sums.sums[y] ?? 0,
    t: sums.sums[t] ?? 0,
    yy: jointProduct(sums, y, y),
    tt: jointProduct(sums, t, t),
    yt: jointProduct(sums, y, t),
  };
}
