import { SseScanner } from '@slipstream/wire';
import { StreamTimeline } from '../timeline/stream-timeline.ts';
import type { EngineError } from './answer-reading.ts';
import { GenerationLedger } from './generation-ledger.ts';
import { parseStreamEvent } from './parse-stream-event.ts';
import type { StreamPiece } from './parse-stream-event.ts';
import { PlainEvents } from './plain-events.ts';

/** What differs between engines while a stream is read. */
export interface StreamDialect {
  /** Whether this event carried a piece of answer: a token, or some tokens. */
  counts(piece: StreamPiece): boolean;
  /** Reads the parsed object of an event that is an error. */
  readError(value: unknown): EngineError;
  /** Sees each event that was parsed, for what the engine says in fields of its own. Events that are plain are not. */
  note?(event: Readonly<Record<string, unknown>>): void;
}

/**
 * Books one OpenAI stream as it comes: when its pieces came, what it said of its generations, how it ended so far. The
 * first piece is parsed, which tells the version; after it only events that are not plain are.
 */
export class StreamAccount {
  readonly timeline: StreamTimeline = new StreamTimeline();
  readonly ledger: GenerationLedger = new GenerationLedger();
  readonly #dialect: StreamDialect;
  readonly #scanner = new SseScanner();
  readonly #plain = new PlainEvents();
  readonly #sink = { event: (data: Uint8Array): void => this.#read(data) };
  #piecesInRead = 0;
  #sawPiece = false;
  #engineError: EngineError | null = null;
  #malformed = false;
  #done = false;
  #systemFingerprint: string | null = null;

  constructor(dialect: StreamDialect) {
    this.#dialect = dialect;
  }

  /** The first error event; what follows it is not another. */
  get engineError(): EngineError | null {
    return this.#engineError;
  }

  get systemFingerprint(): string | null {
    return this.#systemFingerprint;
  }

  /** What the bytes alone prove of the end so far; `open`: no end was announced, and none is contradicted. */
  get end(): 'engine-error' | 'malformed' | 'complete' | 'truncated' | 'open' {
    if (this.#engineError !== null) return 'engine-error';
    if (this.#malformed) return 'malformed';
    if (this.#done) return 'complete';
    if (this.#scanner.pendingBytes > 0) return 'truncated';
    return this.ledger.allFinished ? 'complete' : 'open';
  }

  push(chunk: Uint8Array, atMs: number): void {
    this.#piecesInRead = 0;
    try {
      this.#scanner.push(chunk, this.#sink);
    } catch {
      // An event without end (SseTooLarge): no longer readable here, which is nothing to the relay of its bytes.
      this.#malformed = true;
    }
    this.timeline.record(atMs, this.#piecesInRead);
  }

  #read(data: Uint8Array): void {
    if (this.#sawPiece && this.#plain.has(data)) {
      this.#piecesInRead += 1;
      this.ledger.notePlain();
      return;
    }
    const event = parseStreamEvent(data);
    switch (event.kind) {
      case 'done':
        this.#done = true;
        return;
      case 'malformed':
        this.#malformed = true;
        return;
      case 'error':
        this.#engineError ??= this.#dialect.readError(event.value);
        return;
      case 'piece':
        this.#readPiece(event);
    }
  }

  #readPiece(piece: StreamPiece): void {
    this.ledger.note(piece);
    this.#dialect.note?.(piece.value);
    this.#systemFingerprint ??= piece.systemFingerprint;
    if (!this.#dialect.counts(piece)) return;
    this.#sawPiece = true;
    this.#piecesInRead += 1;
  }
}
