import { cutAnswer } from '@slipstream/metrics';
import type { AnswerCut, AnswerReading, EngineAdapter } from '@slipstream/metrics';
import { GatewayError } from '../errors.ts';
import type { UpstreamHeaders } from '../ports.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import type { ClientLane } from './client-lane.ts';
import { fromEngineError } from './engine-error.ts';

/** Up to here an answer goes out in one write, head and body, after it was read and found whole. */
const SMALL_BYTES = 64 * 1024;

/** Up to here a larger answer, which is relayed as it comes, is kept as well, to be read at its end. */
const READABLE_BYTES = 4 * 1024 * 1024;

export interface WholeReceiverOptions {
  readonly adapter: EngineAdapter;
  readonly client: ClientLane;
  readonly startedAtMs: number;
  readonly draftTokens: number | null;
  /** The engine's own. */
  readonly engineHeaders: UpstreamHeaders;
  /** Of the answer to the client. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was asked for by us alone. It stays in an answer so large that it is relayed as it comes. */
  readonly cut: AnswerCut;
}

/** An answer in one JSON body. */
export class WholeReceiver implements AnswerReceiver {
  readonly #options: WholeReceiverOptions;
  /** All of it, until it is too large to be read. */
  #kept: Uint8Array[] = [];
  #bytes = 0;
  /**
   * Of a large answer, the last read waits for the next one: an answer that turns out broken at its end is then never
   * one that the client holds completely.
   */
  #last: Uint8Array | null = null;
  #reading: AnswerReading | null = null;
  progress = 1;

  constructor(options: WholeReceiverOptions) {
    this.#options = options;
  }

  bytes(chunk: Uint8Array): boolean {
    this.progress += 1;
    this.#bytes += chunk.length;
    if (this.#bytes <= READABLE_BYTES) this.#kept.push(chunk);
    if (this.#bytes <= SMALL_BYTES) return true;
    const { client } = this.#options;
    const ready = client.begun ? this.#last : this.#begin();
    if (this.#bytes > READABLE_BYTES) this.#kept = [];
    this.#last = chunk;
    return ready === null || ready.length === 0 || client.write(ready);
  }

  end(atMs: number): void {
    const { client, headers, cut } = this.#options;
    const body = this.#bytes <= READABLE_BYTES ? Buffer.concat(this.#kept) : null;
    if (body !== null) this.#judge(body, atMs);
    if (client.begun) {
      client.end(this.#last ?? new Uint8Array(0));
    } else if (body !== null) {
      const own = cutAnswer(cut, body);
      client.begin(200, { ...headers, 'content-length': String(own.length) }, 'bytes');
      client.end(own);
    }
  }

  broken(reason: GatewayError): never {
    throw reason;
  }

  reading(): AnswerReading | null {
    return this.#reading;
  }

  /** The head, and all but the newest read. */
  #begin(): Uint8Array {
    const { client, headers, engineHeaders } = this.#options;
    const length = engineHeaders['content-length'];
    client.begin(200, length === undefined ? headers : { ...headers, 'content-length': length }, 'bytes');
    return Buffer.concat(this.#kept.slice(0, -1));
  }

  #judge(body: Uint8Array, atMs: number): void {
    const { adapter, startedAtMs, draftTokens, engineHeaders } = this.#options;
    const reading = adapter.readAnswer(body, startedAtMs, atMs, engineHeaders, { draftTokens });
    this.#reading = reading;
    if (reading.engineError !== null) throw fromEngineError(reading.engineError, engineHeaders);
    if (reading.end === 'complete') return;
    throw new GatewayError('upstream_malformed', 'The engine answered in something that is not its JSON.');
  }
}
