import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { encodeSse, httpChunk } from '@slipstream/wire';
import { GatewayError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';
import { errorBody, errorHeaders } from './error-body.ts';

/** How long a broken answer may take to hand over its last event before the connection is cut all the same. */
const LINGER_MS = 1000;

/** A chunk of this size is worth its copy. */
const FRAMED_BYTES = 16 * 1024;

/** `events`: an SSE stream, which can carry an error event. `bytes`: a body that can only break off. */
export type AnswerKind = 'events' | 'bytes';

/**
 * The client's side of one request. Knows whether anything was sent yet, which decides how an error can still be
 * told; and says at once when the client leaves.
 */
export class ClientAnswer {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #labels: Record<string, string> = {};
  #kind: AnswerKind | null = null;
  #interruption: GatewayError | null = null;
  #onInterrupt: ((error: GatewayError) => void) | null = null;
  #onDrain: (() => void) | null = null;
  #closed = false;
  #onClosed: (() => void) | null = null;
  #beforeEnd: (() => Promise<void> | null) | null = null;
  /** Rejects where the end must not be sent. */
  #ending: Promise<void> | null = null;
  /** When the first byte of a body was handed to the socket. */
  firstByteAtMs: number | null = null;

  constructor(response: ServerResponse, clock: Clock, timers: Timers) {
    this.#response = response;
    this.#clock = clock;
    this.#timers = timers;
    response.on('drain', () => this.#onDrain?.());
    response.once('close', () => this.#close());
  }

  /** The status that the client saw; null when it saw none. */
  get status(): number | null {
    return this.#response.headersSent ? this.#response.statusCode : null;
  }

  get begun(): boolean {
    return this.#kind !== null;
  }

  /** A header that goes with whatever answer is given, an error too. */
  label(name: string, value: string): void {
    this.#labels[name] = value;
  }

  begin(status: number, headers: Readonly<Record<string, string>>, kind: AnswerKind): void {
    this.#kind = kind;
    if (this.#closed) return;
    this.#response.writeHead(status, { ...headers, ...this.#labels });
  }

  /** False: the client is behind; stop until `onDrain`. */
  write(bytes: Uint8Array): boolean {
    if (this.#closed) return true;
    // The head goes out with the first bytes of the body.
    const socket = this.firstByteAtMs === null ? null : this.#socketForChunks();
    this.firstByteAtMs ??= this.#clock.now();
    if (socket === null || bytes.length > FRAMED_BYTES) return this.#response.write(bytes);
    if (socket.write(httpChunk(bytes))) return true;
    socket.once('drain', () => this.#onDrain?.());
    return false;
  }

  /** What must be done before the last byte goes out, of an answer and of an error; null: nothing. */
  beforeEnd(run: () => Promise<void> | null): void {
    this.#beforeEnd = run;
  }

  end(bytes: Uint8Array): void {
    const waits = this.#closed ? null : (this.#beforeEnd?.() ?? null);
    if (waits === null) return this.#end(bytes);
    this.#ending = waits.then(() => this.#end(bytes));
    // Told of by `delivered`.
    this.#ending.catch(() => undefined);
  }

  #end(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (bytes.length > 0) this.firstByteAtMs ??= this.#clock.now();
    this.#response.end(bytes);
  }

  /** The one listener for a client that has caught up. */
  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  /** The one listener for a reason to stop from this side; called at once when there already is one. Null: nobody listens. */
  onInterrupt(listener: ((error: GatewayError) => void) | null): void {
    this.#onInterrupt = listener;
    if (this.#interruption !== null) listener?.(this.#interruption);
  }

  /** Stops the work for this client: it left, or the gateway must go. */
  interrupt(error: GatewayError): void {
    this.#interruption ??= error;
    this.#onInterrupt?.(this.#interruption);
  }

  /**
   * Resolves when the last byte was handed to the system, or the client is gone, or did not take it within `limitMs`.
   * @throws GatewayError `client_gone` in the latter two cases; that of `beforeEnd` where the end was not sent for it.
   */
  async delivered(limitMs: number): Promise<void> {
    await this.#ending;
    await this.#untilClosed(limitMs);
    if (!this.#response.writableFinished) throw clientGone();
  }

  /** Tells the client of a failure in the best way left: a status, an error event, a broken connection. */
  async fail(error: GatewayError): Promise<void> {
    if (this.#closed) return;
    if (this.#kind === null) {
      const body = Buffer.from(errorBody(error));
      this.begin(error.status, { ...errorHeaders(error), 'content-length': String(body.length) }, 'bytes');
      await this.#triedBeforeEnd();
      this.#end(body);
    } else if (this.#kind === 'events' && error.code !== 'client_gone') {
      // Destroyed only once the event is out: never a clean end, which a client would take for the whole answer.
      this.#response.write(encodeSse(errorBody(error)), () => this.#response.destroy());
    } else {
      this.#response.destroy();
    }
    await this.#untilClosed(LINGER_MS);
  }

  /**
   * Where an HTTP chunk may be written by ourselves, as one buffer: Node's response makes four writes of each, and a vector
   * of them. Only behind the head, and in its turn on the connection: before it the response has no socket.
   */
  #socketForChunks(): Socket | null {
    const { chunkedEncoding, socket } = this.#response;
    return chunkedEncoding ? socket : null;
  }

  /** An error is told, whatever came of it. */
  async #triedBeforeEnd(): Promise<void> {
    try {
      await this.#beforeEnd?.();
    } catch {
      // Nothing better could be told.
    }
  }

  async #untilClosed(limitMs: number): Promise<void> {
    if (this.#closed) return;
    const cancel = this.#timers.after(limitMs, () => this.#response.destroy());
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve;
    });
    cancel();
  }

  /** After the last byte, a failure, or the client's leaving: whichever comes first. */
  #close(): void {
    this.#closed = true;
    if (!this.#response.writableFinished) this.interrupt(clientGone());
    this.#onClosed?.();
  }
}

function clientGone(): GatewayError {
  return new GatewayError('client_gone', 'The client closed its connection before the answer was complete.');
}
