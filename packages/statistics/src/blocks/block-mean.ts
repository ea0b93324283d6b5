import { addMoment, emptyMoments, variance } from '../moments/moments.ts';
import { tHalfWidth } from '../sequence/t-half-width.ts';
import type { TSequenceOptions } from '../sequence/t-half-width.ts';
import { serialInflation } from './serial-inflation.ts';

/** The mean of one difference per block, candidate − control, and how sure it is. */
export interface BlockMean {
  readonly blocks: number;
  readonly mean: number;
  /** Squared standard error, with what neighbouring blocks share in it. */
  readonly squaredError: number;
  /** How much of it is due to neighbouring blocks being alike: 1 for none. */
  readonly inflation: number;
}

/**
 * From one difference per block. Inside a block anything may depend on anything: what both arms share cancels, what one arm has
 * for itself is a block's scatter. `noise`: the variance that one difference would have if requests were independent, 0 where
 * that is not known. Null below two blocks.
 */
export function blockMean(differences: readonly number[], noise: number): BlockMean | null {
  const moments = differences.reduce(addMoment, emptyMoments());
  const spread = variance(moments);
  if (spread === null) return null;
  const inflation = serialInflation(differences, noise);
  return { blocks: moments.n, mean: moments.mean, squaredError: (inflation * spread) / moments.n, inflation };
}

/** Half width of the confidence sequence for the mean of n blocks whose squared standard error is `squaredError`. */
export function blockHalfWidth(blocks: number, squaredError: number, options: TSequenceOptions): number {
  if (squaredError === 0) return 0;
  // A sample of this m2 has a squared standard error of 1.
  return tHalfWidth({ n: blocks, mean: 0, m2: blocks * (blocks - 1) }, options) * Math.sqrt(squaredError);
}
