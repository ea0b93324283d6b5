/** Tokens and steps as seen from one side, cumulative. */
export interface StepSums {
  readonly tokens: number;
  readonly steps: number;
}

/** Both views of one variant at one moment. */
export interface TwoViews {
  readonly inBand: StepSums;
  readonly scraped: StepSums;
  /** The coarsest step in which the scraped sums can move; 1 where left out. Engines may round what they print. */
  readonly resolution?: number;
}

/**
 * Steps needed on each side before the two are compared. Requests that run across an edge of the window are seen by the
 * engine step by step and by us at their end; with 500 steps and a few dozen of them astray, the ratio of tokens to
 * steps moves by less than a percent.
 */
const stepsNeeded = 500;

/** And so many times the step in which the sums move, so that its rounding is less than a percent of them, too. */
const resolutionsNeeded = 200;

/** A variant that gets too few steps keeps old marks; past this many, the ones after the oldest are thinned out. */
const mostMarks = 512;

/**
 * Do the two views of a variant's speculation agree? Each mark is both views at one moment; the ratio is taken between
 * the oldest mark and the newest: in-band / scraped − 1, of the *accelerations*.
 *
 * Accelerations and not step counts, because the engine counts every request and the in-band view has no steps of a
 * whole (not streamed) answer: counts would differ by exactly the share of such requests, and say nothing of accuracy.
 * The price: traffic that reaches the engine past this gateway shows only when it accelerates differently from ours.
 *
 * The window reaches back `windowMs`, and further while it holds too few steps: a quiet variant keeps its last answer.
 */
export class Disagreement {
  readonly #windowMs: number;
  readonly #marks: { readonly atMs: number; readonly views: TwoViews }[] = [];

  constructor(options: { readonly windowMs: number }) {
    this.#windowMs = options.windowMs;
  }

  mark(atMs: number, views: TwoViews): void {
    this.#marks.push({ atMs, views });
    if (this.#marks.length > mostMarks) this.#marks.splice(1, 1);
    for (let next = this.#marks[1]; next !== undefined; next = this.#marks[1]) {
      if (next.atMs > atMs - this.#windowMs || !enough(between(next.views, views))) return;
      this.#marks.shift();
    }
  }

  /** Null until both views hold enough steps. */
  get ratio(): number | null {
    const oldest = this.#marks[0];
    const newest = this.#marks.at(-1);
    if (oldest === undefined || newest === undefined) return null;
    const views = between(oldest.views, newest.views);
    if (!enough(views)) return null;
    const { inBand, scraped } = views;
    const truth = scraped.tokens / scraped.steps;
    return inBand.tokens / inBand.steps / truth - 1;
  }
}

function between(from: TwoViews, to: TwoViews): TwoViews {
  return {
    inBand: difference(to.inBand, from.inBand),
    scraped: difference(to.scraped, from.scraped),
    resolution: to.resolution ?? 1,
  };
}

function difference(to: StepSums, from: StepSums): StepSums {
  return { tokens: to.tokens - from.tokens, steps: to.steps - from.steps };
}

function enough({ inBand, scraped, resolution = 1 }: TwoViews): boolean {
  const needed = Math.max(stepsNeeded, resolutionsNeeded * resolution);
  return inBand.steps >= stepsNeeded && scraped.steps >= needed;
}
