import { unspeculated } from '../../speculation/unspeculated.ts';
import type { AnswerReading, EngineError } from '../answer-reading.ts';
import type { StreamTap, TapOptions } from '../engine-adapter.ts';
import { StreamAccount } from '../stream-account.ts';
import { readOpenAiError } from './read-openai-error.ts';

/**
 * Meters the stream of any OpenAI-compatible server. An event may carry any number of tokens, so tokens are what usage
 * says or unknown. The role-only event that some servers open with is not the first token.
 */
export class GenericTap implements StreamTap {
  readonly #options: TapOptions;
  readonly #account = new StreamAccount({
    counts: (piece) => piece.hasContent,
    readError: (value) => readOpenAiError(value, 500),
  });

  constructor(options: TapOptions) {
    this.#options = options;
  }

  get engineError(): EngineError | null {
    return this.#account.engineError;
  }

  get firstTokenAtMs(): number | null {
    return this.#account.timeline.firstAtMs;
  }

  push(chunk: Uint8Array, atMs: number): void {
    this.#account.push(chunk, atMs);
  }

  finish(): AnswerReading {
    const { end, engineError, ledger, timeline } = this.#account;
    const completion = ledger.usage?.completionTokens ?? null;
    const withoutSpeculator = this.#options.draftTokens === 0;
    return {
      end: end === 'open' ? 'truncated' : end,
      engineError,
      tokens: { prompt: ledger.usage?.promptTokens ?? null, completion, source: 'engine' },
      finishReason: ledger.finishReason,
      firstTokenAtMs: timeline.firstAtMs,
      lastTokenAtMs: timeline.lastAtMs,
      events: timeline.total,
      speculation: withoutSpeculator ? unspeculated(completion, Math.max(1, ledger.generations)) : null,
      readGapsMs: timeline.readGapsMs(),
    };
  }
}
