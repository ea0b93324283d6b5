import { estimateSteps } from '@slipstream/metrics';
import { SseScanner } from '@slipstream/wire';
import type { AnswerContent, Failure } from './answer.ts';
import { readStreamEvent } from './read-stream-event.ts';
import type { Piece, StreamEvent } from './read-stream-event.ts';

const decoder = new TextDecoder();
/** TGI 2.0 calls its chunks this, and is the one dialect whose streams end without `[DONE]`. */
const objectWithoutDone = 'text_completion';

export interface StreamOutcome {
  readonly content: AnswerContent;
  readonly failure: Failure | null;
}

/**
 * Reads one streamed chat answer. An answer is complete when it gave a finish reason and then `[DONE]`; anything less is a
 * failure, since a stream that merely stops looks to an unwary client like a short answer.
 */
export class StreamedAnswer {
  readonly #scanner = new SseScanner();
  readonly #timesMs: number[] = [];
  readonly #counts: number[] = [];
  #failure: Failure | null = null;
  #done = false;
  #finishReason: string | null = null;
  #model: string | null = null;
  #object: string | null = null;
  #usageTokens: number | null = null;
  /** The first piece was empty and had a role: a token in TGI, a mere opening elsewhere. */
  #emptyOpening = false;
  /** A later piece had no role: not TGI, which repeats it in every chunk. */
  #roleOnlyOnce = false;

  /** All bytes of one read, at the time of the read. */
  push(chunk: Uint8Array, atMs: number): void {
    if (this.#failure?.kind === 'malformed') return;
    let tokens = 0;
    try {
      this.#scanner.push(chunk, {
        event: (data) => {
          tokens += this.#take(readStreamEvent(decoder.decode(data)));
        },
      });
    } catch (error) {
      this.#fail('malformed', (error as Error).message);
    }
    if (tokens === 0) return;
    this.#timesMs.push(atMs);
    this.#counts.push(tokens);
  }

  /** Called once, when the body ended cleanly or not. */
  finish(): StreamOutcome {
    return { content: this.#content(), failure: this.#failure ?? this.#incompleteness() };
  }

  /** How many tokens the event holds: one or none. */
  #take(event: StreamEvent): number {
    if (event.kind === 'done') this.#done = true;
    if (event.kind === 'error') this.#fail('stream-error', event.message);
    if (event.kind === 'malformed') this.#fail('malformed', 'an event of the stream is not a chat completion chunk');
    if (event.kind !== 'chunk') return 0;
    this.#object ??= event.object;
    this.#model ??= event.model;
    this.#usageTokens = event.completionTokens ?? this.#usageTokens;
    return event.piece === null ? 0 : this.#takePiece(event.piece);
  }

  #takePiece(piece: Piece): number {
    if (this.#counts.length === 0 && piece.hasRole && piece.isEmpty) this.#emptyOpening = true;
    if (!piece.hasRole) this.#roleOnlyOnce = true;
    this.#finishReason = piece.finishReason ?? this.#finishReason;
    return 1;
  }

  #content(): AnswerContent {
    const reads = this.#tokenReads();
    const counted = reads.counts.reduce((sum, count) => sum + count, 0);
    const tokens = this.#usageTokens ?? (counted === 0 ? null : counted);
    return {
      tokens,
      tokenSource: this.#usageTokens === null ? (counted === 0 ? null : 'events') : 'usage',
      finishReason: this.#finishReason,
      model: this.#model,
      firstTokenAtMs: reads.timesMs[0] ?? null,
      lastTokenAtMs: reads.timesMs.at(-1) ?? null,
      estimatedSteps: estimateSteps(reads, null)?.steps ?? null,
    };
  }

  /** The reads without an opening that was no token. */
  #tokenReads(): { readonly timesMs: readonly number[]; readonly counts: readonly number[] } {
    const [first, ...rest] = this.#counts;
    if (first === undefined || !(this.#emptyOpening && this.#roleOnlyOnce)) {
      return { timesMs: this.#timesMs, counts: this.#counts };
    }
    if (first === 1) return { timesMs: this.#timesMs.slice(1), counts: rest };
    return { timesMs: this.#timesMs, counts: [first - 1, ...rest] };
  }

  #incompleteness(): Failure | null {
    if (this.#scanner.pendingBytes > 0) return { kind: 'truncated', message: 'the stream ended inside an event' };
    if (this.#finishReason === null) return { kind: 'truncated', message: 'the stream ended without a finish reason' };
    if (this.#done || this.#object === objectWithoutDone) return null;
    return { kind: 'truncated', message: 'the stream ended without [DONE]' };
  }

  /** The first failure is the cause, what follows from it is not. */
  #fail(kind: Failure['kind'], message: string): void {
    this.#failure ??= { kind, message };
  }
}
