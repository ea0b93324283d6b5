import type { StatedSpeculation } from '@slipstream/wire';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import type { EngineName } from '../engine-name.ts';
import type { StatedAnswer } from './openai-dialect.ts';

/**
 * The figure of an answer whose engine states its speculated steps and what they kept (vLLM, TensorRT-LLM). A step without
 * a draft is stated nowhere, but emits one token: the tokens that the prefill and the speculated steps do not explain.
 *
 *   steps ≥ 1 + speculated + max(0, tokens − 1 − speculated − accepted) = max(1 + speculated, tokens − accepted)
 *
 * That is all of them unless the answer was cut within a step, since the engine counts what a step kept before it cuts: then as
 * many more as tokens were cut off, which is at most what one step kept. A stream shows them, by its events; of an answer in
 * one piece that was cut so, and that had steps without a draft, they stay uncounted.
 *
 * Null for several generations: engines that state their sum do not say so.
 */
export function figureFromStatement(
  engine: EngineName,
  { speculatedSteps, accepted, draftTokens, acceptedByPosition, field }: StatedSpeculation,
  { tokens, generations, stepEvents }: StatedAnswer,
): SpeculationFigure | null {
  if (generations !== 1) return null;
  const least = Math.max(1 + speculatedSteps, tokens - (accepted ?? tokens));
  const mostCutOff = acceptedByPosition?.filter((count) => count > 0).length ?? 0;
  const steps = Math.max(least, Math.min(stepEvents ?? 0, least + mostCutOff, tokens));
  return {
    sums: { requests: 1, tokens, steps, accepted, drafts: speculatedSteps, draftTokens, acceptedByPosition },
    method: 'exact',
    source: `${engine}:${field}`,
  };
}
