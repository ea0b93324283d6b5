import { readVllmSpeculation } from '@slipstream/wire';
import type { StatedSpeculation } from '@slipstream/wire';
import { figureFromStatement } from '../openai/figure-from-statement.ts';
import type { OpenAiDialect } from '../openai/openai-dialect.ts';
import { readOpenAiError } from '../openai/read-openai-error.ts';

/**
 * vLLM sends an event for each step of its engine, with all tokens of that step (or of several, to a slow reader); a chat
 * opens with an event that only names the role. What it says of speculation stands on the usage event.
 */
export const vllmDialect: OpenAiDialect<StatedSpeculation> = {
  engine: 'vllm',
  eventIs: 'a step',
  counts: (piece) => piece.choiceIndex !== null && !piece.opensRole,
  readStated: readVllmSpeculation,
  tokensOf: () => null,
  figureOf: (stated, answer) => figureFromStatement('vllm', stated, answer),
  readError(value, status) {
    const error = readOpenAiError(value, status);
    // Its queue is full (`--max-num-queued-reqs`): no other 503 of vLLM belongs to a request.
    return error.status === 503 ? { ...error, code: 'overloaded' } : error;
  },
};
