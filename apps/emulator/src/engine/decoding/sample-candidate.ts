import type { Sampling } from '../engine.ts';
import type { Candidates } from '../language/candidates.ts';
import type { Piece } from '../language/piece.ts';

export interface Choice {
  readonly piece: Piece;
  /** Natural logarithm of its probability in the distribution it was drawn from: after temperature and cuts, as TGI reports it. */
  readonly logprob: number;
}

/** Draws one candidate. `uniform` in [0, 1) is the only randomness. Temperature first, then top-k, then top-p, as in TGI. */
export function sampleCandidate(candidates: Candidates, sampling: Sampling, uniform: number): Choice {
  const weights = keptWeights(candidates.probabilities, sampling);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let left = uniform * sum;
  let drawn = 0;
  while (drawn < weights.length - 1 && left >= (weights[drawn] ?? 0)) {
    left -= weights[drawn] ?? 0;
    drawn += 1;
  }
  const piece = candidates.pieces[drawn];
  if (piece === undefined) throw new RangeError('a distribution needs at least one candidate');
  return { piece, logprob: Math.log((weights[drawn] ?? 0) / sum) };
}

/** The weights of the first candidates, those that survive the cuts; at least one. */
function keptWeights(probabilities: readonly number[], sampling: Sampling): number[] {
  const most = probabilities[0] ?? 1;
  const weights = probabilities.map((probability) => (probability / most) ** (1 / sampling.temperature));
  if (sampling.topK !== null && sampling.topK > 0) weights.length = Math.min(weights.length, sampling.topK);
  if (sampling.topP !== null && sampling.topP < 1) cutTail(weights, sampling.topP);
  return weights;
}

/** Drops the least likely while what is dropped holds at most 1 − topP of the mass. */
function cutTail(weights: number[], topP: number): void {
  const allowed = (1 - topP) * weights.reduce((total, weight) => total + weight, 0);
  let dropped = weights.at(-1) ?? 0;
  while (weights.length > 1 && dropped <= allowed) {
    weights.pop();
    dropped += weights.at(-1) ?? 0;
  }
}
