import type { RequestHead } from '@slipstream/wire';
import type { AnswerChannel, AnswerListener } from '../../pipeline/answer-channel.ts';
import { answerHead } from './answer-head.ts';
import type { AnswerFraming } from './answer-head.ts';
import type { ClientConnection } from './client-connection.ts';
import { framedBytes } from './framed-bytes.ts';

/** Who reads the body of a request. One of `end` and `gone` comes last. */
export interface BodySink {
  /** The bytes may be kept. */
  part(bytes: Buffer): void;
  end(): void;
  /** The client, or what it sent, was not to be had any more. */
  gone(): void;
}

const nothing = new Uint8Array(0);
const goOn = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** One request of a client, and the answer to it. */
export class ServerExchange implements AnswerChannel {
  readonly head: RequestHead;
  /** Null: nothing can be sent any more. */
  #connection: ClientConnection | null;
  #listener: AnswerListener | null = null;
  /** Written, and not sent: it goes out with the first bytes of the body. */
  #headText = '';
  #framing: AnswerFraming = 'none';
  #keepAlive: boolean;
  readonly remoteAddress: string | undefined;
  status: number | null = null;

  constructor(head: RequestHead, connection: ClientConnection) {
    this.head = head;
    this.#connection = connection;
    this.#keepAlive = head.keepAlive;
    this.remoteAddress = connection.remoteAddress;
  }

  listen(listener: AnswerListener): void {
    this.#listener = listener;
  }

  /** The body, where all of it is here already; null: `readBody` hands it over as it comes. */
  takeBody(): Buffer | null {
    return this.#connection?.takeBody(this.head) ?? null;
  }

  /** Invites a body that its client holds back. */
  readBody(sink: BodySink): void {
    if (this.#connection === null) return sink.gone();
    if (this.head.headers['expect'] !== undefined) this.#connection.write(goOn);
    this.#connection.readBody(sink);
  }

  /** The rest of it is read and dropped. */
  dropBody(): void {
    this.#connection?.dropBody();
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    const dateLine = this.#connection?.dateLine ?? '';
    const { text, framing, keepAlive } = answerHead(status, headers, this.head, dateLine);
    this.status = status;
    this.#headText = text;
    this.#framing = framing;
    this.#keepAlive = keepAlive;
  }

  write(bytes: Uint8Array): boolean {
    const head = this.#takeHead();
    if (bytes.length === 0 && head === '') return true;
    return this.#send(framedBytes(head, bytes, this.#framing, false));
  }

  end(bytes: Uint8Array): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#send(framedBytes(this.#takeHead(), bytes, this.#framing, true));
    // `cut` follows.
    if (connection.isGone) return;
    if (connection.unsent === 0) this.#finish();
    else connection.whenSent(() => this.#finish());
  }

  destroy(): void {
    if (this.#framing === 'close') this.#connection?.reset();
    else this.#connection?.destroy();
  }

  breakBehind(bytes: Uint8Array): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.write(bytes);
    if (connection.unsent === 0) this.destroy();
    else connection.whenSent(() => this.destroy());
  }

  drained(): void {
    this.#listener?.drained();
  }

  /** By its connection: there is none any more. */
  cut(): void {
    this.#connection = null;
    this.#tell(false);
  }

  #send(pieces: readonly Uint8Array[]): boolean {
    const [first = nothing] = pieces;
    if (this.#connection === null) return true;
    return pieces.length > 1 ? this.#connection.writeAll(pieces) : this.#connection.write(first);
  }

  #takeHead(): string {
    const head = this.#headText;
    this.#headText = '';
    return head;
  }

  #finish(): void {
    const connection = this.#connection;
    // The connection may have gone in the meantime.
    if (connection === null) return;
    this.#connection = null;
    this.#tell(true);
    connection.answered(this.#keepAlive);
  }

  #tell(finished: boolean): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.closed(finished);
  }
}
