import type { SpeculationSums } from './speculation-sums.ts';

/**
 * How a figure was come by: `exact`, the engine said so for this request; `derived`, arithmetic on exact figures;
 * `estimated`, from arrival times. Figures of different methods are never added.
 */
export type Method = 'exact' | 'derived' | 'estimated';

export interface SpeculationFigure {
  readonly sums: SpeculationSums;
  readonly method: Method;
  /** Where it comes from, e.g. `tgi:arrival-clusters`. */
  readonly source: string;
  /** Estimated figures: variance of `sums.steps`. It adds as the sums do. */
  readonly stepsVariance?: number;
}
