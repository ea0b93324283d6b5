import { blockHalfWidth } from '../blocks/block-mean.ts';
import type { TSequenceOptions } from '../sequence/t-half-width.ts';

/** Not worth waiting for. */
const most = 1 << 20;

/**
 * Blocks after which the interval of a mean lies beyond a bound, if the mean stays as far from it as `gap` and the scatter what
 * it is: the smallest n with half width < gap. `spread` is the variance of one block's value, dependence included. Null where
 * it would never, or take more than a million.
 */
export function blocksNeeded(gap: number, spread: number, options: TSequenceOptions): number | null {
  if (!(gap > 0)) return null;
  const shows = (n: number): boolean => blockHalfWidth(n, spread / n, options) < gap;
  let above = 2;
  while (!shows(above)) {
    above *= 2;
    if (above > most) return null;
  }
  let below = above >> 1;
  while (above - below > 1) {
    const middle = (above + below) >> 1;
    if (shows(middle)) above = middle;
    else below = middle;
  }
  return above;
}
