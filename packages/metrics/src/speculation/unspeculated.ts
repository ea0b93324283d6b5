import type { SpeculationFigure } from './speculation-figure.ts';

/**
 * The figure of answers made without a speculator: every token is a step of its own, so acceleration is 1 exactly.
 * Null when there were no tokens. `requests` is the number of generations (prefills) in the answer.
 */
export function unspeculated(tokens: number | null, requests = 1): SpeculationFigure | null {
  if (tokens === null || tokens < requests) return null;
  return {
    sums: { requests, tokens, steps: tokens, accepted: 0, drafts: 0, draftTokens: 0, acceptedByPosition: [] },
    method: 'derived',
    source: 'no speculator: one token per step',
  };
}
