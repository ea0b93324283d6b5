import type { SpeculationFigure } from '../speculation/speculation-figure.ts';
import { sumsOfSteps } from '../speculation/sums-of-steps.ts';
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
  const { standardError } = estimate;
  const tokens = reads.counts.reduce((sum, count) => sum + count, 0);
  // An expected count may lie a rounding error above what it can be, and below nothing no counter goes.
  const steps = Math.min(tokens, Math.max(1, estimate.steps));
  return {
    sums: sumsOfSteps(tokens, steps, draftTokens),
    method: 'estimated',
    source,
    stepsVariance: standardError ** 2,
  };
}
