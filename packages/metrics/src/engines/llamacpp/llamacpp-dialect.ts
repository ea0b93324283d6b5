import { readLlamaCppTimings } from '@slipstream/wire';
import type { LlamaCppTimings } from '@slipstream/wire';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import type { OpenAiDialect, StatedAnswer } from '../openai/openai-dialect.ts';
import { readOpenAiError } from '../openai/read-openai-error.ts';

/**
 * llama.cpp sends an event for each token, also for those that one step made, but keeps back what is no whole character
 * and what may become a stop string. `timings` on the last event is exact, and there without being asked for.
 */
export const llamaCppDialect: OpenAiDialect<LlamaCppTimings> = {
  engine: 'llamacpp',
  eventIs: 'a token',
  counts: (piece) => piece.hasContent,
  readStated: readLlamaCppTimings,
  tokensOf: ({ promptTokens, cachedTokens, predictedTokens }) => ({
    prompt: promptTokens + (cachedTokens ?? 0),
    completion: predictedTokens,
    reasoning: null,
    cached: cachedTokens,
    source: 'engine',
  }),
  figureOf: llamaCppFigure,
  readError: readOpenAiError,
};

/**
 * Every step emits the token of the target model and what it kept of a draft: steps = predicted − accepted, the prompt's
 * own step being one (its server counts it among the predicted). How many steps had a draft is not on the wire. Without
 * a draft in the whole answer nothing is said of drafts, and then nothing was accepted.
 */
function llamaCppFigure(
  { predictedTokens, draftTokens, acceptedTokens }: LlamaCppTimings,
  { generations }: StatedAnswer,
): SpeculationFigure | null {
  if (generations !== 1 || predictedTokens === 0) return null;
  const drafted = draftTokens ?? 0;
  const accepted = acceptedTokens ?? 0;
  if (accepted >= predictedTokens) return null;
  const none = drafted === 0;
  return {
    sums: {
      requests: 1,
      tokens: predictedTokens,
      steps: predictedTokens - accepted,
      accepted,
      drafts: none ? 0 : null,
      draftTokens: drafted,
      acceptedByPosition: none ? [] : null,
    },
    method: 'derived',
    source: 'llamacpp:timings',
  };
}
