import { isRecord, readDecodedTokensPerIteration, readTrtLlmSpeculation } from '@slipstream/wire';
import type { StatedSpeculation } from '@slipstream/wire';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import { figureFromStatement } from '../openai/figure-from-statement.ts';
import type { OpenAiDialect, StatedAnswer } from '../openai/openai-dialect.ts';
import { readOpenAiError } from '../openai/read-openai-error.ts';

/** What TensorRT-LLM says of an answer: a ratio, and in newer versions the counts behind it. */
export interface TrtLlmStatement {
  /** Of the answer as far as it is. */
  readonly tokensPerIteration: number | null;
  /** It stands where the answer ends: what it is the ratio of is all of its tokens. */
  readonly isLast: boolean;
  readonly speculation: StatedSpeculation | null;
}

/**
 * `trtllm-serve` sends an event for each iteration that made tokens, also where their text is still empty (or for several,
 * to a slow reader); a chat opens with an event that only names the role.
 */
export const trtLlmDialect: OpenAiDialect<TrtLlmStatement> = {
  engine: 'trtllm',
  eventIs: 'a step',
  counts: (piece) => piece.choiceIndex !== null && !piece.opensRole,
  readStated(answer) {
    const tokensPerIteration = readDecodedTokensPerIteration(answer);
    const speculation = readTrtLlmSpeculation(answer);
    if (tokensPerIteration === null && speculation === null) return null;
    return { tokensPerIteration, isLast: saysWhyItEnds(answer), speculation };
  },
  tokensOf: () => null,
  figureOf: trtLlmFigure,
  readError(value, status) {
    const error = readOpenAiError(value, status);
    return error.status === 503 ? { ...error, code: 'overloaded' } : error;
  },
};

function saysWhyItEnds({ choices }: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(choices) && choices.some((choice) => isRecord(choice) && typeof choice['finish_reason'] === 'string')
  );
}

/**
 * Iterations are the tokens by the tokens per iteration, which the engine writes as a 32-bit float: rounded they are exact
 * up to some millions of tokens. The prefill is one of them. How many had a draft is not said.
 */
function trtLlmFigure(
  { tokensPerIteration, isLast, speculation }: TrtLlmStatement,
  answer: StatedAnswer,
): SpeculationFigure | null {
  if (speculation !== null) return figureFromStatement('trtllm', speculation, answer);
  const { tokens, generations } = answer;
  if (generations !== 1 || !isLast || tokensPerIteration === null || tokensPerIteration < 1) return null;
  const steps = Math.max(1, Math.round(tokens / tokensPerIteration));
  return {
    sums: {
      requests: 1,
      tokens,
      steps,
      accepted: tokens - steps,
      drafts: null,
      draftTokens: null,
      acceptedByPosition: null,
    },
    method: 'derived',
    source: 'trtllm:choices[].avg_decoded_tokens_per_iter',
  };
}
