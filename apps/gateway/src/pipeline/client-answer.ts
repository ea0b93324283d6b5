import { encodeSse } from '@slipstream/wire';
import { GatewayError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';
import type { AnswerChannel, AnswerListener } from './answer-channel.ts';
import { errorBody, errorHeaders } from './error-body.ts';

/** How long a broken answer may take to hand over its last event before the connection is cut all the same. */
const LINGER_MS = 1000;

/** `events`: an SSE stream, which can carry an error event. `bytes`: a body that can only break off. */
export type AnswerKind = 'events' | 'bytes';

/**
 * The client's side of one request. Knows whether anything was sent yet, which decides how an error can still be
 * told; and says at once when the client leaves.
 */
export class ClientAnswer implements AnswerListener {
  readonly #channel: AnswerChannel;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #labels: Record<string, string> = {};
  #kind: AnswerKind | null = null;
  #interruption: GatewayError | null = null;
  #onInterrupt: ((error: GatewayError) => void) | null = null;
  #onDrain: (() => void) | null = null;
  /** Null: it is under way. */
  #closed: 'finished' | 'gone' | null = null;
  #onClosed: (() => void) | null = null;
  #beforeEnd: (() => Promise<void> | null) | null = null;
  /** Rejects where the end must not be sent. */
  #ending: Promise<void> | null = null;
  /** When the first byte of a body was handed to the socket. */
  firstByteAtMs: number | null = null;

  constructor(channel: AnswerChannel, clock: Clock, timers: Timers) {
    this.#channel = channel;
    this.#clock = clock;
    this.#timers = timers;
    channel.listen(this);
  }

  /** The status that the client saw; null when it saw none. */
  get status(): number | null {
    return this.#channel.status;
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
    if (this.#closed !== null) return;
    this.#channel.begin(status, { ...headers, ...this.#labels });
  }

  /** False: the client is behind; stop until `onDrain`. */
  write(bytes: Uint8Array): boolean {
    if (this.#closed !== null) return true;
    this.firstByteAtMs ??= this.#clock.now();
    return this.#channel.write(bytes);
  }

  /** What must be done before the last byte goes out, of an answer and of an error; null: nothing. */
  beforeEnd(run: () => Promise<void> | null): void {
    this.#beforeEnd = run;
  }

  end(bytes: Uint8Array): void {
    const waits = this.#closed !== null ? null : (this.#beforeEnd?.() ?? null);
    if (waits === null) return this.#end(bytes);
    this.#ending = waits.then(() => this.#end(bytes));
    // Told of by `delivered`.
    this.#ending.catch(() => undefined);
  }

  #end(bytes: Uint8Array): void {
    if (this.#closed !== null) return;
    if (bytes.length > 0) this.firstByteAtMs ??= this.#clock.now();
    this.#channel.end(bytes);
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
    if (this.#ending !== null) await this.#ending;
    await this.#untilClosed(limitMs);
    if (this.#closed !== 'finished') throw clientGone();
  }

  /** Tells the client of a failure in the best way left: a status, an error event, a broken connection. */
  async fail(error: GatewayError): Promise<void> {
    if (this.#closed !== null) return;
    if (this.#kind === null) {
      const body = Buffer.from(errorBody(error));
      this.begin(error.status, { ...errorHeaders(error), 'content-length': String(body.length) }, 'bytes');
      await this.#triedBeforeEnd();
      this.#end(body);
    } else if (this.#kind === 'events' && error.code !== 'client_gone') {
      // Destroyed only once the event is out: never a clean end, which a client would take for the whole answer.
      this.#channel.breakBehind(Buffer.from(encodeSse(errorBody(error))));
    } else {
      this.#channel.destroy();
    }
    await this.#untilClosed(LINGER_MS);
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
    if (this.#closed !== null) return;
    const cancel = this.#timers.after(limitMs, () => this.#channel.destroy());
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve;
    });
    cancel();
  }

  drained(): void {
    this.#onDrain?.();
  }

  /** After the last byte, a failure, or the client's leaving: whichever comes first. */
  closed(finished: boolean): void {
    this.#closed = finished ? 'finished' : 'gone';
    if (!finished) this.interrupt(clientGone());
    this.#onClosed?.();
  }
}

function clientGone(): GatewayError {
  return new GatewayError('client_gone', 'The client closed its connection before the answer was complete.');
}
