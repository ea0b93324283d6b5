import type { CalibratedArrivals, SpeculationFigure } from '@slipstream/metrics';

/**
 * Bias of the estimator where nothing measures it: at most 1 % of the pooled acceleration under the conditions that
 * docs/metering-accuracy.md states.
 */
const statedBias = 0.01;

/** Bounds at 95 %, as shares of the figure. */
export interface ArrivalError {
  /** Of the steps of one answer: two standard errors, root mean square over the answers. */
  readonly answer: number;
  /** Of the acceleration of all of them. */
  readonly acceleration: number;
}

/**
 * How wrong an estimated figure may be; null for one that is not estimated. Where counters were held against it, the
 * bound is what they showed: the deviation, and how well that is known. Else the stated bias and a standard error of one
 * answer: errors may have one cause, a starved reader say, and then more answers do not average them out.
 */
export function arrivalError(figure: SpeculationFigure, calibration: CalibratedArrivals | null): ArrivalError | null {
  const { method, sums, stepsVariance } = figure;
  if (method !== 'estimated' || stepsVariance === undefined || sums.steps === 0) return null;
  const answer = (2 * Math.sqrt(stepsVariance * sums.requests)) / sums.steps;
  if (calibration === null) return { answer, acceleration: statedBias + answer / 2 };
  const { factor, errorRatio } = calibration;
  return { answer, acceleration: Math.abs(factor - 1) + factor * errorRatio };
}
