import type { Piece } from './piece.ts';

/** A next-token distribution: the most likely first, probabilities that add up to 1. Ids are distinct. */
export interface Candidates {
  readonly pieces: readonly Piece[];
  readonly probabilities: readonly number[];
}

/** Longest list of candidates; all other tokens of the vocabulary have probability 0. */
export const MOST_CANDIDATES = 8;
