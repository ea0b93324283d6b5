import { isRecord, readUsage } from '@slipstream/wire';
import type { SpeculationFigure } from '../speculation/speculation-figure.ts';
import type { AnswerEnd, AnswerReading, EngineError, TokenCounts } from './answer-reading.ts';
import { unknownTokens } from './answer-reading.ts';
import { isErrorObject } from './is-error-object.ts';
import { parseJsonBody } from './parse-json-body.ts';

type Answer = Readonly<Record<string, unknown>>;

export interface WholeAnswerDialect {
  /** Reads a parsed body that is an error. */
  readError(value: unknown): EngineError;
  /** Tokens as told elsewhere than in usage, for bodies without it. */
  tokensElsewhere(answer: Answer): TokenCounts | null;
  /** What the answer shows of speculation. */
  figure(answer: Answer, tokens: TokenCounts): SpeculationFigure | null;
}

/** Reads an answer that came in one piece. It has no times of its own. */
export function readWholeAnswer(body: Uint8Array, dialect: WholeAnswerDialect): AnswerReading {
  const value = parseJsonBody(body);
  if (!isRecord(value)) return reading('malformed', {});
  if (isErrorObject(value)) return reading('engine-error', { engineError: dialect.readError(value) });
  const { choices, usage } = value;
  if (!Array.isArray(choices) || choices.length === 0) return reading('malformed', {});

  const stated = readUsage(usage);
  const tokens: TokenCounts =
    stated === null
      ? (dialect.tokensElsewhere(value) ?? unknownTokens)
      : {
          prompt: stated.promptTokens,
          completion: stated.completionTokens,
          reasoning: stated.reasoningTokens,
          cached: stated.cachedTokens,
          source: 'engine',
        };
  return reading('complete', {
    tokens,
    finishReason: readFinishReason(choices[0]),
    speculation: dialect.figure(value, tokens),
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
