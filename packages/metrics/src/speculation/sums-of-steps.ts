import type { SpeculationSums } from './speculation-sums.ts';

/**
 * The sums of one answer of which only tokens and steps are known: each step emits one token of the target's own, so what
 * is above is accepted; each but the prefill drafts `draftTokens`.
 */
export function sumsOfSteps(tokens: number, steps: number, draftTokens: number | null): SpeculationSums {
  const drafts = steps - 1;
  return {
    requests: 1,
    tokens,
    steps,
    accepted: tokens - steps,
    drafts,
    draftTokens: draftTokens === null ? null : drafts * draftTokens,
    acceptedByPosition: null,
  };
}
