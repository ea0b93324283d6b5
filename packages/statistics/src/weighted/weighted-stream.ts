import { addMoment, emptyMoments, mergeMoments } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';

/**
 * An estimate of control − candidate that stays right while the weights change and the load drifts: inverse propensity
 * weighting, augmented by what was to be expected (AIPW). Plain data. Merging adds the terms; each shard keeps its own
 * expectation until then.
 */
export interface WeightedStream {
  /** Of the terms φ: their mean is the estimate. */
  readonly terms: Moments;
  /** Of the first terms only: a scale that later data do not move. */
  readonly first: Moments;
  /** What the next value is expected to be, over both arms: a running mean of about the last fifty. Null before the first. */
  readonly expected: number | null;
}

/** Terms that set the scale, after which the interval starts. */
export const weightedStreamBurnIn = 200;

/** Of the running mean: 1/50 per request. */
const forgetting = 0.02;

export function emptyWeightedStream(): WeightedStream {
  return { terms: emptyMoments(), first: emptyMoments(), expected: null };
}

/**
 * One request: its arm, its value x (ln TPOT), and the candidate's propensity when it was assigned. φ = (1[control]/(1 − w) −
 * 1[candidate]/w) · (x − expected), where the expectation rests on earlier requests only, so that the mean of φ given the past
 * is the effect, for any weights and drift (Robins, Rotnitzky, Zhao 1994; sequential use: arXiv 2103.06476v7).
 * @throws RangeError for a propensity that is not inside (0, 1): the other arm was impossible, and no comparison is.
 */
export function addWeighted(stream: WeightedStream, isCandidate: boolean, x: number, weight: number): WeightedStream {
  if (!(weight > 0 && weight < 1)) throw new RangeError(`a propensity lies between 0 and 1, not at ${weight}`);
  // The very first value stands for its own expectation: it says nothing then, and takes no unit into the scale.
  const expected = stream.expected ?? x;
  const term = (isCandidate ? -1 / weight : 1 / (1 - weight)) * (x - expected);
  return {
    terms: addMoment(stream.terms, term),
    first: stream.first.n < weightedStreamBurnIn ? addMoment(stream.first, term) : stream.first,
    expected: expected + forgetting * (x - expected),
  };
}

export function mergeWeighted(a: WeightedStream, b: WeightedStream): WeightedStream {
  const terms = mergeMoments(a.terms, b.terms);
  const [first, second] = [a.expected ?? b.expected, b.expected ?? a.expected];
  const expected =
    first === null || second === null ? null : (first * a.terms.n + second * b.terms.n) / Math.max(terms.n, 1);
  return { terms, first: mergeMoments(a.first, b.first), expected };
}
