import { readTgiError } from '@slipstream/wire';
import { arrivalFigure } from '../../arrivals/arrival-figure.ts';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import { unspeculated } from '../../speculation/unspeculated.ts';
import { unknownTokens } from '../answer-reading.ts';
import type { AnswerEnd, AnswerReading, EngineError, TokenCounts } from '../answer-reading.ts';
import type { StreamTap, TapOptions } from '../engine-adapter.ts';
import { StreamAccount } from '../stream-account.ts';
import { sendsDone } from './sends-done.ts';
import { tgiEngineError } from './tgi-engine-error.ts';

/**
 * Meters a TGI stream. TGI sends one event per token, the end token and incomplete UTF-8 included (as empty text), so
 * counting events is counting tokens; its usage, where it sends one (from 2.3, asked for), is believed before that, and
 * the two are compared. The exception are tool calls from TGI 3.2 on, which it holds back and regroups: there events
 * are not tokens, only usage counts, and the steps stay unknown.
 */
export class TgiTap implements StreamTap {
  readonly #options: TapOptions;
  readonly #account = new StreamAccount({
    counts: (piece) => piece.choiceIndex !== null,
    readError: (value) => tgiEngineError(readTgiError(value)),
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
    const { ledger, timeline, engineError } = this.#account;
    const { usage } = ledger;
    const counted = timeline.total;
    const tokens: TokenCounts =
      usage === null
        ? { ...unknownTokens, completion: counted, source: 'counted' }
        : { ...unknownTokens, prompt: usage.promptTokens, completion: usage.completionTokens };
    return {
      end: this.#end(),
      engineError,
      tokens,
      finishReason: ledger.finishReason,
      firstTokenAtMs: timeline.firstAtMs,
      lastTokenAtMs: timeline.lastAtMs,
      events: counted,
      speculation: this.#speculation(tokens.completion ?? counted),
      readGapsMs: timeline.readGapsMs(),
      ...(usage === null ? {} : { countedTokens: counted }),
    };
  }

  /** Completions of TGI before 2.2 announce no end: the body's own is all there is. */
  #end(): AnswerEnd {
    const { end, systemFingerprint, timeline } = this.#account;
    if (end !== 'open') return end;
    const endsSilently = this.#options.route === 'completions' && !sendsDone(systemFingerprint);
    return endsSilently && timeline.total > 0 ? 'complete' : 'truncated';
  }

  #speculation(completionTokens: number): SpeculationFigure | null {
    const { draftTokens, habits } = this.#options;
    const { ledger, timeline } = this.#account;
    if (draftTokens === 0) return unspeculated(completionTokens, Math.max(1, ledger.generations));
    // Arrivals of several generations are interleaved, and those of regrouped tokens tell nothing.
    const comparable = Math.abs(completionTokens - timeline.total) <= Math.max(1, 0.02 * completionTokens);
    if (ledger.generations !== 1 || !comparable) return null;
    return arrivalFigure(timeline, draftTokens, 'tgi:arrival-clusters', habits);
  }
}
