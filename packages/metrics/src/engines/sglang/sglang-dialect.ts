import { readSglangSpeculation } from '@slipstream/wire';
import type { StatedSpeculation } from '@slipstream/wire';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import type { OpenAiDialect, StatedAnswer } from '../openai/openai-dialect.ts';
import { readOpenAiError } from '../openai/read-openai-error.ts';

/**
 * SGLang sends an event for each step that made text, with all of its tokens (or of several steps, to a slow reader). The
 * role at the beginning and the reason of the end come in events of their own.
 */
export const sglangDialect: OpenAiDialect<StatedSpeculation> = {
  engine: 'sglang',
  eventIs: 'a step',
  counts: (piece) => piece.hasContent,
  readStated: readSglangSpeculation,
  tokensOf: () => null,
  figureOf: sglangFigure,
  readError(value, status) {
    const error = readOpenAiError(value, status);
    const isFull = error.status === 503 && /queue is full/i.test(error.message);
    return isFull ? { ...error, code: 'overloaded' } : error;
  },
};

/**
 * With a speculator every decode step of SGLang verifies drafts: steps are the prefills and the verify calls. Its
 * `spec_num_proposed_drafts` is the calls times a fixed length, too many where drafts adapt their length. Null where no call
 * was made although tokens were: then it did not speculate.
 */
function sglangFigure(stated: StatedSpeculation, { tokens, generations }: StatedAnswer): SpeculationFigure | null {
  const { speculatedSteps, draftTokens, acceptedByPosition, field } = stated;
  if (speculatedSteps === 0 && tokens > generations) return null;
  const steps = generations + speculatedSteps;
  return {
    sums: {
      requests: generations,
      tokens,
      steps,
      accepted: stated.accepted ?? Math.max(0, tokens - steps),
      drafts: speculatedSteps,
      draftTokens,
      acceptedByPosition,
    },
    method: 'exact',
    source: `sglang:${field}`,
  };
}
