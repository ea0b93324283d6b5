import type { Random } from '../ports.ts';
import { comparedLoads } from './work-load.ts';
import type { WorkLoad } from './work-load.ts';

/** A replica that may get the request. */
export interface Candidate {
  readonly load: WorkLoad;
  /** In (0, 1]: below 1 while it is starting slowly. */
  readonly weight: number;
  /** It failed a moment ago. */
  readonly suspect: boolean;
}

/**
 * Power of two choices: of two distinct candidates drawn at random, the one that did not just fail; else the one with
 * less to do for its weight; the first drawn where they are equal, which is a fair coin. A replica that fails fast has
 * little to do, so that load alone would send it everything. Null when there is none. Two random numbers are used at
 * most, none with a single candidate. (M. Mitzenmacher, IEEE TPDS 12(10), 2001; requests and tokens to come rather than
 * latency, since the time of an answer is mostly its length.)
 */
export function pickCandidate<C extends Candidate>(candidates: readonly C[], random: Random): C | null {
  if (candidates.length <= 1) return candidates[0] ?? null;
  const first = Math.floor(random() * candidates.length);
  // Drawn from one fewer and shifted past the first: distinct, and every pair equally likely.
  const other = Math.floor(random() * (candidates.length - 1));
  const second = other < first ? other : other + 1;
  const [a, b] = [candidates[first], candidates[second]];
  if (a === undefined || b === undefined) return a ?? b ?? null;
  return isBetter(b, a) ? b : a;
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.suspect !== other.suspect) return other.suspect;
  const [own, others] = comparedLoads(one.load, other.load);
  // One more than there is: with nothing to do, the weight still counts.
  return (own + 1) * other.weight < (others + 1) * one.weight;
}
