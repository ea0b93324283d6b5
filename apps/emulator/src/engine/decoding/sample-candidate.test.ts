import { describe, expect, it } from 'vitest';
import type { Sampling } from '../engine.ts';
import { sampleCandidate } from './sample-candidate.ts';

const CANDIDATES = {
  pieces: [1, 2, 3, 4].map((id) => ({ id, text: ` ${id}`, special: false })),
  probabilities: [0.5, 0.25, 0.15, 0.1],
};
const PLAIN: Sampling = { temperature: 1, topP: null, topK: null, seed: null };

/** Exact shares: every thousandth of [0, 1) is drawn once. */
function shares(sampling: Sampling): readonly number[] {
  const counts = CANDIDATES.pieces.map(() => 0);
  for (let i = 0; i < 1_000; i += 1)
    counts[sampleCandidate(CANDIDATES, sampling, (i + 0.5) / 1_000).piece.id - 1]! += 1;
  return counts.map((count) => count / 1_000);
}

describe('drawing a token', () => {
  it('follows the distribution at temperature 1', () => {
    expect(shares(PLAIN)).toEqual([0.5, 0.25, 0.15, 0.1]);
  });

  it('sharpens at a low temperature and flattens at a high one', () => {
    // p^(1/T), scaled: at T = 0.5 the squares .25 .0625 .0225 .01 of .345.
    const sharp = shares({ ...PLAIN, temperature: 0.5 });
    expect(sharp[0]).toBeCloseTo(0.25 / 0.345, 2);
    expect(shares({ ...PLAIN, temperature: 100 })[3]).toBeCloseTo(0.25, 1);
  });

  it('is the greedy choice as the temperature goes to 0', () => {
    expect(shares({ ...PLAIN, temperature: 1e-3 })).toEqual([1, 0, 0, 0]);
  });

  it('keeps the k most likely under top-k, scaled to 1', () => {
    expect(shares({ ...PLAIN, topK: 2 })).toEqual([0.667, 0.333, 0, 0]);
    expect(shares({ ...PLAIN, topK: 1 })).toEqual([1, 0, 0, 0]);
  });

  it('drops the tail under top-p while what is dropped stays within 1 − p', () => {
    expect(shares({ ...PLAIN, topP: 0.8 }).map((share) => share > 0)).toEqual([true, true, true, false]);
    expect(shares({ ...PLAIN, topP: 0.74 }).map((share) => share > 0)).toEqual([true, true, false, false]);
    expect(shares({ ...PLAIN, topP: 0.01 })).toEqual([1, 0, 0, 0]);
  });

  it('reports the probability in the distribution that was drawn from', () => {
    expect(Math.exp(sampleCandidate(CANDIDATES, PLAIN, 0).logprob)).toBeCloseTo(0.5);
    expect(Math.exp(sampleCandidate(CANDIDATES, { ...PLAIN, topK: 2 }, 0.99).logprob)).toBeCloseTo(1 / 3);
  });
});
