import type { AnswerReading, EngineError, TokenCounts } from '../answer-reading.ts';
import { unknownTokens } from '../answer-reading.ts';
import type { StreamTap, TapOptions } from '../engine-adapter.ts';
import { StreamAccount } from '../stream-account.ts';
import { unspeculated } from '../../speculation/unspeculated.ts';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import { estimatedFigure } from './estimated-figure.ts';
import type { OpenAiDialect } from './openai-dialect.ts';

/** Inside a stream the status was 200; an error that names none is the server's. */
const assumedStatus = 500;

/**
 * Meters the stream of a server that speaks OpenAI's routes. Tokens are what usage says, else what the engine states in
 * fields of its own, else what can be counted; steps likewise. An event is never taken for a token where it may hold several.
 */
export class OpenAiTap<Stated> implements StreamTap {
  readonly #dialect: OpenAiDialect<Stated>;
  readonly #options: TapOptions;
  readonly #account: StreamAccount;
  #stated: Stated | null = null;

  constructor(dialect: OpenAiDialect<Stated>, options: TapOptions) {
    this.#dialect = dialect;
    this.#options = options;
    this.#account = new StreamAccount({
      counts: (piece) => dialect.counts(piece),
      readError: (value) => dialect.readError(value, assumedStatus),
      note: (event) => {
        this.#stated = dialect.readStated(event) ?? this.#stated;
      },
    });
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
    const tokens = this.#tokens();
    return {
      end: end === 'open' ? 'truncated' : end,
      engineError,
      tokens,
      finishReason: ledger.finishReason,
      firstTokenAtMs: timeline.firstAtMs,
      lastTokenAtMs: timeline.lastAtMs,
      events: timeline.total,
      speculation: this.#speculation(tokens),
      readGapsMs: timeline.readGapsMs(),
    };
  }

  #tokens(): TokenCounts {
    const { usage, usageIsSum } = this.#account.ledger;
    if (usage !== null) {
      const { promptTokens, completionTokens, reasoningTokens, cachedTokens } = usage;
      return {
        // Answers to one prompt (`n` above 1) each count it, answers to several prompts each their own: no event says which.
        prompt: usageIsSum ? null : promptTokens,
        completion: completionTokens,
        reasoning: reasoningTokens,
        cached: usageIsSum ? null : cachedTokens,
        source: 'engine',
      };
    }
    const stated = this.#stated === null ? null : this.#dialect.tokensOf(this.#stated);
    return stated ?? this.#countedTokens();
  }

  /** Of a stream that broke off before anything was stated: a step makes a token or more. */
  #countedTokens(): TokenCounts {
    const { eventIs } = this.#dialect;
    if (eventIs === 'anything') return unknownTokens;
    const source = eventIs === 'a token' ? 'counted' : 'estimated';
    return { ...unknownTokens, completion: this.#account.timeline.total, source };
  }

  #speculation(tokens: TokenCounts): SpeculationFigure | null {
    const generations = Math.max(1, this.#account.ledger.generations);
    const { completion } = tokens;
    if (completion === null || completion === 0 || tokens.source === 'estimated') return null;
    const stated = this.#stated;
    // Where reasoning ends and the answer begins, one step makes two events.
    const showsSteps = this.#dialect.eventIs === 'a step' && !this.#account.ledger.reasoned;
    const stepEvents = showsSteps ? this.#account.timeline.total : null;
    const exact =
      stated === null ? null : this.#dialect.figureOf(stated, { tokens: completion, generations, stepEvents });
    if (exact !== null) return exact;
    if (this.#options.draftTokens === 0) return unspeculated(completion, generations);
    return estimatedFigure(this.#dialect, this.#account, completion, this.#options);
  }
}
