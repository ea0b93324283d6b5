import type { EngineError, TokenCounts } from '../answer-reading.ts';
import type { EngineName } from '../engine-name.ts';
import type { StreamPiece } from '../parse-stream-event.ts';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';

type Answer = Readonly<Record<string, unknown>>;

/** The answer that a statement of the engine belongs to. */
export interface StatedAnswer {
  /** Completion tokens, of all generations. */
  readonly tokens: number;
  /** Choices: several prompts, or `n` above 1. Each has a prefill of its own. */
  readonly generations: number;
  /** Events of its stream that are steps, of which a slow reader may have got several in one; null: it was no such stream. */
  readonly stepEvents: number | null;
}

/**
 * In what an engine differs from another that speaks OpenAI's routes, as far as its answers go. `Stated` is what it says
 * of an answer beside OpenAI's own fields: on the whole answer, or on one event of a stream, of which the last counts.
 */
export interface OpenAiDialect<Stated> {
  readonly engine: EngineName;
  /**
   * What an event with a piece of answer stands for: `a token` each, `a step` each (as many tokens as it emitted, a slow
   * reader getting several at once), or `anything`.
   */
  readonly eventIs: 'a token' | 'a step' | 'anything';
  /** Whether this event is one of those: a role without text is not, nor is what only says that the end has come. */
  counts(piece: StreamPiece): boolean;
  readStated(answer: Answer): Stated | null;
  /** Tokens as they are stated, for answers without usage. */
  tokensOf(stated: Stated): TokenCounts | null;
  /** Null where the statement does not tell the steps. */
  figureOf(stated: Stated, answer: StatedAnswer): SpeculationFigure | null;
  /** A parsed error, in a body or in a stream. `status`: of the answer; inside a stream, what to assume. */
  readonly readError: (value: unknown, status: number) => EngineError;
}
