import type { OpenAiDialect } from '../openai/openai-dialect.ts';
import { readOpenAiError } from '../openai/read-openai-error.ts';

/** Nothing is known of what an event holds, and nothing is stated but what OpenAI's own fields say. */
export const genericDialect: OpenAiDialect<never> = {
  engine: 'generic',
  eventIs: 'anything',
  counts: (piece) => piece.hasContent,
  readStated: () => null,
  tokensOf: () => null,
  figureOf: () => null,
  readError: readOpenAiError,
};
