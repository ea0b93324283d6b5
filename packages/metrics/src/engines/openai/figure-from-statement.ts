import type { StatedSpeculation } from '@slipstream/wire';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import type { EngineName } from '../engine-name.ts';
import type { StatedAnswer } from './openai-dialect.ts';

/**
 * The figure of an answer whose engine states its speculated steps and what they kept (vLLM, TensorRT-LLM). A step without
 * a draft is stated nowhere, but emits one token: the tokens that the prefill and the speculated steps do not explain.
 *
 *   steps = 1 + speculated + max(0, tokens − 1 − speculated − accepted) = max(1 + speculated, tokens − accepted)
 *
 * The engine counts what a step kept before it cuts the answer at its end, so that an answer which was cut within a step
 * and also had steps without a draft comes out at most a draft's length of steps too short. Null for several generations:
 * engines that state their sum do not say so.
 */
export function figureFromStatement(
  engine: EngineName,
  { speculatedSteps, accepted, draftTokens, acceptedByPosition, field }: StatedSpeculation,
  { tokens, generations }: StatedAnswer,
): SpeculationFigure | null {
  if (generations !== 1) return null;
  const steps = Math.max(1 + speculatedSteps, tokens - (accepted ?? tokens));
  return {
    sums: { requests: 1, tokens, steps, accepted, drafts: speculatedSteps, draftTokens, acceptedByPosition },
    method: 'exact',
    source: `${engine}:${field}`,
  };
}
