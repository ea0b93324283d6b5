import type { SpeculationFigure } from '../speculation/speculation-figure.ts';
import type { Reads } from './coalesce-reads.ts';
import type { ArrivalHabits } from './arrival-habits.ts';
import { estimateSteps } from './estimate-steps.ts';

/**
 * The speculation figure of one answer of one generation, from its arrivals. Everything follows from the steps: each
 * emits one token of the target's own, so what is above is accepted; each but the prefill drafts k tokens (TGI always
 * drafts k). Null when the arrivals do not tell the steps. `habits`: of the engine's earlier answers, where they are kept.
 */
export function arrivalFigure(
  reads: Reads,
  draftTokens: number | null,
  source: string,
  habits?: ArrivalHabits,
): SpeculationFigure | null {
  const estimate = estimateSteps(reads, draftTokens, habits);
  if (estimate === null) return null;
  const { steps, standardError } = estimate;
  const tokens = reads.counts.reduce((sum, count) => sum + count, 0);
  const drafts = steps - 1;
  return {
    sums: {
      requests: 1,
      tokens,
      steps,
      accepted: tokens - steps,
      drafts,
      draftTokens: draftTokens === null ? null : drafts * draftTokens,
      acceptedByPosition: null,
    },
    method: 'estimated',
    source,
    stepsVariance: standardError ** 2,
  };
}
