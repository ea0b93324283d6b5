import { MalformedHttp, ResponseScanner } from '@slipstream/wire';
import type { ResponseHead, ResponseSink } from '@slipstream/wire';
import type { Clock, Exchange, UpstreamFailure, UpstreamHandler } from '../../ports.ts';
import { classifyError } from '../classify-error.ts';
import type { ExchangePhase } from '../classify-error.ts';
import type { RequestBytes } from './request-bytes.ts';

/** What an exchange asks of the connection that it has. */
export interface ExchangeConnection {
  pause(): void;
  resume(): void;
  destroy(): void;
  /** The answer is over and nothing followed it. `keepAlive` false: the connection is not to be used again. */
  release(keepAlive: boolean, idleMs: number | null): void;
}

/**
 * One request under way on one connection. What one read of the socket holds is handed on as one piece, with one time: the
 * events of one decoding step arrive as several HTTP chunks in one read, which is what the clustering of events into steps
 * needs, and costs one write to the client. Handlers may not throw.
 */
export class Http1Exchange implements Exchange, ResponseSink {
  readonly request: RequestBytes;
  readonly #handler: UpstreamHandler;
  readonly #clock: Clock;
  readonly #scanner = new ResponseScanner();
  #connection: ExchangeConnection | null = null;
  #phase: ExchangePhase | 'over' = 'unsent';
  #readAtMs = 0;
  /** Of the body in the read under way: offsets, in pairs. */
  #parts: number[] = [];
  #paused = false;
  /** The answer has ended; the handler is told when it is not paused any more. */
  #held: Buffer | null = null;
  #endHeld = false;

  constructor(request: RequestBytes, handler: UpstreamHandler, clock: Clock) {
    this.request = request;
    this.#handler = handler;
    this.#clock = clock;
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** It has a connection, and its request is being written. */
  sentOn(connection: ExchangeConnection): void {
    this.#connection = connection;
    this.#phase = 'sent';
  }

  /** One read of the socket. The bytes are lent. */
  read(bytes: Buffer): void {
    this.#readAtMs = this.#clock.now();
    let stoppedAt = 0;
    try {
      stoppedAt = this.#scanner.push(bytes, this);
    } catch (error) {
      // What stood before the fault is told before it.
      this.#handBody(bytes);
      if (!(error instanceof MalformedHttp)) throw error;
      return this.#break({ kind: 'malformed', cause: error });
    }
    this.#handBody(bytes);
    if (this.#phase === 'over' || !this.#scanner.isOver) return;
    this.#finish(stoppedAt === bytes.length);
  }

  /** The connection has ended as connections do. */
  connectionEnded(): void {
    if (this.#phase === 'over') return;
    if (this.#scanner.endsHere()) return this.#finish(false);
    this.connectionBroke(new Error('the connection ended before the answer did'));
  }

  connectionBroke(error: Error): void {
    if (this.#phase === 'over') return;
    this.#break(classifyError(error, this.#phase));
  }

  /** Before anything was sent: no connection, or no request that could be sent. */
  refuse(failure: UpstreamFailure): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#handler.onFailure(failure, this.#clock.now());
  }

  resume(): void {
    if (!this.#paused || this.#phase === 'over') return;
    this.#paused = false;
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#hand(held);
    // The handler may have had enough again.
    if (this.#paused || this.isOver) return;
    if (this.#endHeld) this.#tellEnd();
    else this.#connection?.resume();
  }

  abort(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    // Without a connection nothing was sent; whoever brings one finds it over.
    this.#connection?.destroy();
  }

  head({ status, headers }: ResponseHead): void {
    if (this.#phase === 'over') return;
    this.#phase = 'answering';
    this.#handler.onHead(status, headers, this.#readAtMs);
  }

  body(start: number, end: number): void {
    this.#parts.push(start, end);
  }

  #handBody(bytes: Buffer): void {
    const parts = this.#parts;
    if (parts.length === 0) return;
    this.#parts = [];
    if (this.#phase === 'over') return;
    const chunk = copyOf(bytes, parts);
    // A read that was under way when the handler had enough.
    if (this.#paused) this.#held = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
    else this.#hand(chunk);
  }

  #hand(chunk: Buffer): void {
    if (this.#handler.onBytes(chunk, this.#readAtMs) || this.isOver) return;
    this.#paused = true;
    this.#connection?.pause();
  }

  /** @param clean nothing came behind the answer. */
  #finish(clean: boolean): void {
    const { head } = this.#scanner;
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null && head !== null) connection.release(clean && head.keepAlive, head.idleMs);
    if (this.#paused) this.#endHeld = true;
    else this.#tellEnd();
  }

  #tellEnd(): void {
    this.#phase = 'over';
    this.#handler.onEnd(this.#clock.now());
  }

  #break(failure: UpstreamFailure): void {
    if (this.#phase === 'over') return;
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#handler.onBytes(held, this.#readAtMs);
    if (this.isOver) return;
    this.#phase = 'over';
    this.#connection?.destroy();
    this.#handler.onFailure(failure, this.#clock.now());
  }
}

/** The parts as one buffer of their own. */
function copyOf(bytes: Buffer, parts: readonly number[]): Buffer {
  let length = 0;
  for (let index = 0; index < parts.length; index += 2) length += (parts[index + 1] ?? 0) - (parts[index] ?? 0);
  const copy = Buffer.allocUnsafe(length);
  let at = 0;
  for (let index = 0; index < parts.length; index += 2) at += bytes.copy(copy, at, parts[index], parts[index + 1]);
  return copy;
}
