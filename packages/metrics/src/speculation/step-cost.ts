import type { SpeculationSums } from './speculation-sums.ts';

/**
 * How much longer a step takes because of drafting and verifying: acceleration / speed-up. 1 would be free
 * speculation. Null when either part is unknown.
 */
export function stepCost(acceleration: number | null, speedup: number | null): number | null {
  return acceleration === null || speedup === null || speedup <= 0 ? null : acceleration / speedup;
}

/**
 * Seconds per decode step. `decodeSeconds` (first to last token) must be summed over the same requests as `sums`.
 * Null while no request got past its prefill.
 */
export function stepTimeSeconds(decodeSeconds: number, sums: SpeculationSums): number | null {
  const decodeSteps = sums.steps - sums.requests;
  return decodeSteps > 0 ? decodeSeconds / decodeSteps : null;
}
