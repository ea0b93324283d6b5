import { bellDensity, bellShare } from './bell-curve.ts';

/** Spread of a punctual read, in step times. */
const readSpread = 0.06;
/** Density of what should not happen at all, so that one odd gap does not rule out the rest of the answer. */
const oddGap = 1e-9;

/** A stall is longer than this, in step times; up to `long` any length is as likely; beyond, lengths thin out as 1/x². */
const short = 0.3;
const long = 4;
const longShare = 0.12;

/** How long steps take, in step times: 1 each in the mean. */
export class GapModel {
  /** By number of steps. */
  readonly #spreads: Float64Array;

  /** `stepSpread`: standard deviation of one step's duration, in step times; ±20 % evenly is 0.115. */
  constructor(stepSpread: number, mostSteps: number) {
    this.#spreads = Float64Array.from({ length: mostSteps + 1 }, (_, steps) => {
      return Math.sqrt(steps * stepSpread ** 2 + readSpread ** 2);
    });
  }

  /** Density of `steps` steps taking `duration`, nothing holding them up. */
  plain(steps: number, duration: number): number {
    const spread = this.#spreads[steps] ?? 1;
    return bellDensity((duration - steps) / spread) / spread + oddGap;
  }

  /** Density of the same where the batch waited meanwhile, for another request's prefill say: half a step to several. */
  stalled(steps: number, duration: number): number {
    const stall = duration - steps;
    if (stall > long) return longShare / (stall - long + 1) ** 2;
    return ((1 - longShare) / (long - short)) * bellShare((stall - short) / (this.#spreads[steps] ?? 1));
  }
}
