import { isRecord } from '@slipstream/wire';
import type { AnswerReading, TokenCounts } from '../answer-reading.ts';
import type { AnswerContext } from '../answer-context.ts';
import { readWholeAnswer } from '../read-whole-answer.ts';
import { unspeculated } from '../../speculation/unspeculated.ts';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import type { OpenAiDialect } from './openai-dialect.ts';

/** A whole answer of a server that speaks OpenAI's routes. Without `context` nothing is said about speculation. */
export function readOpenAiAnswer<Stated>(
  dialect: OpenAiDialect<Stated>,
  body: Uint8Array,
  context: AnswerContext | undefined,
): AnswerReading {
  return readWholeAnswer(body, {
    readError: (value) => dialect.readError(value, 500),
    tokensElsewhere: (answer) => {
      const stated = dialect.readStated(answer);
      return stated === null ? null : dialect.tokensOf(stated);
    },
    figure: (answer, tokens) => (context === undefined ? null : figure(dialect, answer, tokens, context)),
  });
}

function figure<Stated>(
  dialect: OpenAiDialect<Stated>,
  answer: Readonly<Record<string, unknown>>,
  { completion }: TokenCounts,
  { draftTokens }: AnswerContext,
): SpeculationFigure | null {
  if (completion === null || completion === 0) return null;
  const generations = generationsIn(answer);
  const stated = dialect.readStated(answer);
  const said = stated === null ? null : dialect.figureOf(stated, { tokens: completion, generations, stepEvents: null });
  return said ?? (draftTokens === 0 ? unspeculated(completion, generations) : null);
}

function generationsIn({ choices }: Readonly<Record<string, unknown>>): number {
  return Array.isArray(choices) ? new Set(choices.map(indexOf)).size : 1;
}

function indexOf(choice: unknown, place: number): number {
  const index = isRecord(choice) ? choice['index'] : null;
  return typeof index === 'number' ? index : place;
}
