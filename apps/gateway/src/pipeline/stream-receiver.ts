import type { AnswerCut, AnswerReading, StreamTap } from '@slipstream/metrics';
import { GatewayError } from '../errors.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import type { ClientLane } from './client-lane.ts';
import { fromEngineError } from './engine-error.ts';
import { EventRelay } from './event-relay.ts';

/** Comments that an engine may send before its first event; TGI's keep-alive is three bytes every 15 s. */
const EARLY_LIMIT_BYTES = 64 * 1024;

export interface StreamReceiverOptions {
  readonly tap: StreamTap;
  readonly client: ClientLane;
  /** Of the answer to the client. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was asked for by us alone. */
  readonly cut: AnswerCut;
}

/**
 * An answer in events. The client's head waits for the engine's first event, because engines accept a stream with
 * status 200 before they know that they cannot serve it (TGI: before validation and its concurrency limit).
 */
export class StreamReceiver implements AnswerReceiver {
  readonly #tap: StreamTap;
  readonly #client: ClientLane;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #relay: EventRelay;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #reading: AnswerReading | null = null;

  constructor(options: StreamReceiverOptions) {
    this.#tap = options.tap;
    this.#client = options.client;
    this.#headers = options.headers;
    this.#relay = new EventRelay(options.cut);
  }

  get progress(): number {
    return this.#relay.dataEvents;
  }

  bytes(chunk: Uint8Array, atMs: number): boolean {
    this.#tap.push(chunk, atMs);
    const error = this.#tap.engineError;
    const flowing = this.#forward(this.#relay.push(chunk, error !== null));
    if (error !== null) throw fromEngineError(error);
    return flowing;
  }

  end(atMs: number): void {
    const { end, engineError } = this.reading(atMs);
    if (engineError !== null) throw fromEngineError(engineError);
    if (end === 'malformed') throw new GatewayError('upstream_malformed', 'The engine sent an event that is not JSON.');
    if (end !== 'complete')
      throw new GatewayError('upstream_truncated', 'The engine ended the stream before the answer was whole.');
    this.#finish();
  }

  broken(reason: GatewayError, atMs: number): void {
    const { end } = this.reading(atMs);
    // Behind `[DONE]` nothing of the answer can be missing, although the connection did not end as it should.
    if (!this.#relay.sawDone || end !== 'complete') throw reason;
    this.#finish();
  }

  reading(atMs: number): AnswerReading {
    this.#reading ??= this.#tap.finish(atMs);
    return this.#reading;
  }

  #forward(ready: Uint8Array): boolean {
    if (this.#client.begun) return ready.length === 0 || this.#client.write(ready);
    this.#early.push(ready);
    this.#earlyBytes += ready.length;
    if (this.progress > 0) return this.#begin();
    if (this.#earlyBytes <= EARLY_LIMIT_BYTES) return true;
    throw new GatewayError('upstream_malformed', 'The engine sent comments and no answer.');
  }

  #begin(): boolean {
    this.#client.begin(200, this.#headers, 'events');
    const early = Buffer.concat(this.#early);
    this.#early = [];
    return early.length === 0 || this.#client.write(early);
  }

  #finish(): void {
    if (!this.#client.begun) this.#begin();
    this.#client.end(this.#relay.rest());
  }
}
