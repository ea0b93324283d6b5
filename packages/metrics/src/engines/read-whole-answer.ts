import { isRecord, readUsage } from '@slipstream/wire';
import { unspeculated } from '../speculation/unspeculated.ts';
import type { AnswerEnd, AnswerReading, EngineError, TokenCounts } from './answer-reading.ts';
import type { AnswerContext } from './engine-adapter.ts';
import { parseJsonBody } from './parse-json-body.ts';

export interface WholeAnswerDialect {
  /** Reads a parsed body that has an `error`. */
  readError(value: unknown): EngineError;
  /** Tokens as told elsewhere than in the body, for bodies without usage. */
  readonly tokensElsewhere: TokenCounts | null;
}

const unknownTokens: TokenCounts = { prompt: null, completion: null, source: 'engine' };

/**
 * Reads an answer that came in one piece. It has no times of its own. About speculation such an answer says nothing,
 * unless there was no speculator (`draftTokens` 0): then every token was a step.
 */
export function readWholeAnswer(
  body: Uint8Array,
  dialect: WholeAnswerDialect,
  context: AnswerContext | undefined,
): AnswerReading {
  const value = parseJsonBody(body);
  if (!isRecord(value)) return reading('malformed', {});
  const { error, choices, usage } = value;
  if (error !== undefined && error !== null) return reading('engine-error', { engineError: dialect.readError(value) });
  if (!Array.isArray(choices) || choices.length === 0) return reading('malformed', {});

  const stated = readUsage(usage);
  const tokens: TokenCounts =
    stated === null
      ? (dialect.tokensElsewhere ?? unknownTokens)
      : { prompt: stated.promptTokens, completion: stated.completionTokens, source: 'engine' };
  return reading('complete', {
    tokens,
    finishReason: readFinishReason(choices[0]),
    speculation: context?.draftTokens === 0 ? unspeculated(tokens.completion, choices.length) : null,
  });
}

function reading(end: AnswerEnd, known: Partial<AnswerReading>): AnswerReading {
  return {
    end,
    engineError: null,
    tokens: unknownTokens,
    finishReason: null,
    firstTokenAtMs: null,
    lastTokenAtMs: null,
    events: 0,
    speculation: null,
    ...known,
  };
}

function readFinishReason(choice: unknown): string | null {
  const reason = isRecord(choice) ? choice['finish_reason'] : null;
  return typeof reason === 'string' && reason !== '' ? reason : null;
}
