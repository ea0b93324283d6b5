import type { SpeculationFigure } from '../speculation/speculation-figure.ts';

/**
 * Who said how many tokens there were: the engine (`usage`, `timings`, headers), or we by counting its one-token events
 * (`counted`), or we by counting events that hold a token or more (`estimated`: at least so many).
 */
export type TokenSource = 'engine' | 'counted' | 'estimated';

/** Tokens of one answer. `null` is "nobody said", never 0. */
export interface TokenCounts {
  readonly prompt: number | null;
  readonly completion: number | null;
  /** Part of `completion`. */
  readonly reasoning: number | null;
  /** Part of `prompt`: those that the engine had in its cache. */
  readonly cached: number | null;
  /** Of `completion`. */
  readonly source: TokenSource;
}

export const unknownTokens: TokenCounts = {
  prompt: null,
  completion: null,
  reasoning: null,
  cached: null,
  source: 'engine',
};

/**
 * An error as the engine meant it. `code` is one word: `overloaded` (too busy for now: another replica, or later),
 * `unauthorized`, `not_found`, `rejected` (its web framework refused the body), `malformed` (not an answer of this engine
 * at all: the text of whoever wrote it is not repeated), else the engine's own word. `message` may be shown to the client.
 */
export interface EngineError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * How the answer's bytes ended, judged from the bytes alone. A broken connection is known to the caller only, and
 * outranks `complete`: some dialects end a stream with nothing but the end of the body.
 */
export type AnswerEnd = 'complete' | 'truncated' | 'malformed' | 'engine-error';

/** What one answer turned out to be, from one attempt. Times are the caller's monotonic milliseconds. */
export interface AnswerReading {
  readonly end: AnswerEnd;
  readonly engineError: EngineError | null;
  readonly tokens: TokenCounts;
  readonly finishReason: string | null;
  /** When the read that held the first, the last token came. Null for answers that are not streams. */
  readonly firstTokenAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  /** Events that carried a piece of answer: not `[DONE]`, not usage alone, not an error. */
  readonly events: number;
  readonly speculation: SpeculationFigure | null;
  /**
   * Tokens counted from one-token events although the engine's own figure is in `tokens`: the cross-check. Absent
   * where events are not tokens, or where counting is already what `tokens` says.
   */
  readonly countedTokens?: number;
  /** Gaps between reads that held events, in ms; the other `events − 1 − length` gaps are 0 (same read). */
  readonly readGapsMs?: readonly number[];
}
