import type { Socket } from 'node:net';
import { MalformedHttp, openAiError, readRequestHead, RequestBody } from '@slipstream/wire';
import type { RequestHead } from '@slipstream/wire';
import type { HttpDate } from './http-date.ts';
import { KEEP_ALIVE_MS } from './keep-alive.ts';
import { ServerExchange } from './server-exchange.ts';
import type { BodySink } from './server-exchange.ts';

export interface ConnectionOptions {
  readonly maxHeaderBytes: number;
  /** Most headers of a request, as things stand when it comes. */
  readonly maxHeaderCount: () => number;
  /** Longest time for a head, and for a body behind it. */
  readonly headMs: number;
  readonly bodyMs: number;
  readonly date: HttpDate;
}

/** `closing`: the last word was said, and what still comes is read and dropped, so that the client can read that word. */
type Stage = 'idle' | 'head' | 'body' | 'answer' | 'closing';

/** How often a connection is looked at: it can be cut late by so much. */
export const LOOK_MS = 500;

/** Who reads a body answers in time by itself; behind it, this much later, what nobody reads is cut. */
const BEHIND_BODY_MS = 1000;

const CLOSING_MS = 2000;

/** Of requests that were sent before the answer to the one before: more wait in the system. */
const AHEAD_BYTES = 64 * 1024;

const headEnd = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;

/** One client's connection: requests come one behind the other, and each is answered before the next is looked at. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #serve: (exchange: ServerExchange) => void;
  #stage: Stage = 'head';
  /** Looks since the stage was entered. */
  #looks = 0;
  /** A head that has begun. */
  #begun: Buffer = nothing;
  #exchange: ServerExchange | null = null;
  /** Null: that of the last request is over. */
  #body: RequestBody | null = null;
  /** Who reads it; null: nobody, or nobody any more. */
  #sink: BodySink | null = null;
  /** Read, and not looked at: behind the request under way. */
  #ahead: Buffer = nothing;

  constructor(
    socket: Socket,
    options: ConnectionOptions,
    on: { readonly request: (exchange: ServerExchange) => void; readonly closed: () => void },
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#serve = on.request;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('drain', () => this.#exchange?.drained());
    // A client that has only ended its side is taken for one that has left, as everywhere in Node.
    socket.on('end', () => {
      if (this.#stage === 'closing') return;
      this.destroy();
      this.#abandon();
    });
    // `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#abandon();
      on.closed();
    });
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  get dateLine(): string {
    return this.#options.date.line;
  }

  /** It was destroyed, by whomever; whoever works for it hears of that in a moment. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Bytes of answers that the system has not taken yet. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** False: the client is behind. */
  write(bytes: Uint8Array): boolean {
    return this.#socket.write(bytes);
  }

  /** Several pieces at once. False: the client is behind. */
  writeAll(pieces: readonly Uint8Array[]): boolean {
    this.#socket.cork();
    let flowing = true;
    for (const piece of pieces) flowing = this.#socket.write(piece);
    this.#socket.uncork();
    return flowing;
  }

  /** Calls back when the system has taken all that was written, and never where the connection went before. */
  whenSent(run: () => void): void {
    this.#socket.write(nothing, (error) => {
      if (!error) run();
    });
  }

  /** The body of the request under way, where all of it came with its head; null: it is still coming, see `readBody`. */
  takeBody({ framing }: RequestHead): Buffer | null {
    if (framing.kind !== 'length' || this.#ahead.length < framing.bytes) return null;
    const body = this.#ahead.subarray(0, framing.bytes);
    this.#ahead = this.#ahead.subarray(framing.bytes);
    this.#body = null;
    return body;
  }

  readBody(sink: BodySink): void {
    this.#sink = sink;
  }

  /** What still comes of the body is dropped. */
  dropBody(): void {
    this.#sink = null;
  }

  /** The answer is out. */
  answered(keepAlive: boolean): void {
    this.#exchange = null;
    this.#sink = null;
    if (!keepAlive) return this.#close(nothing);
    // The rest of a body that nobody wanted: behind it the next request begins.
    if (this.#body === null) this.#beReady();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Where nothing marks the end of an answer but the connection's own, a broken one must not end well. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Every `LOOK_MS`: cuts a client that takes its time. */
  look(): void {
    if (this.#stage === 'answer') return;
    this.#looks += 1;
    if ((this.#looks - 1) * LOOK_MS < this.#limitMs(this.#stage)) return;
    if (this.#stage === 'head' || this.#stage === 'body') this.#refuse(408, 'The request did not arrive in time.');
    else this.destroy();
  }

  /** How long an answer takes is not for the connection to say. */
  #limitMs(stage: Exclude<Stage, 'answer'>): number {
    const { headMs, bodyMs } = this.#options;
    return { idle: KEEP_ALIVE_MS, head: headMs, body: bodyMs + BEHIND_BODY_MS, closing: CLOSING_MS }[stage];
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#looks = 0;
  }

  #read(bytes: Buffer): void {
    if (this.#stage === 'closing') return;
    if (this.#body !== null) {
      const end = this.#readBody(this.#body, bytes);
      if (end < bytes.length) this.#read(bytes.subarray(end));
    } else if (this.#exchange !== null) {
      this.#hold(bytes);
    } else {
      this.#readHead(this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]));
    }
  }

  /** Of requests that are sent before they may be. */
  #hold(bytes: Buffer): void {
    this.#ahead = this.#ahead.length === 0 ? bytes : Buffer.concat([this.#ahead, bytes]);
    if (!mayBeRequest(this.#ahead)) return this.destroy();
    if (this.#ahead.length > AHEAD_BYTES) this.#socket.pause();
  }

  /** All that came of the head so far, and perhaps more. */
  #readHead(bytes: Buffer): void {
    if (this.#stage === 'idle') this.#enter('head');
    const start = skipLineEnds(bytes);
    const end = bytes.indexOf(headEnd, Math.max(start, this.#begun.length - headEnd.length + 1));
    if ((end === -1 ? bytes.length : end) - start > this.#options.maxHeaderBytes) {
      return this.#refuse(431, 'The request headers are too large.');
    }
    if (end === -1) {
      this.#begun = bytes;
      if (start < bytes.length && !beginsMethod(bytes[start] ?? 0)) this.#refuse(400, notHttp);
      return;
    }
    this.#begun = nothing;
    const head = this.#parse(bytes.toString('latin1', start, end + 2));
    if (head !== null) this.#take(head, bytes.subarray(end + headEnd.length));
  }

  #parse(text: string): RequestHead | null {
    try {
      const head = readRequestHead(text);
      if (head.headerCount > this.#options.maxHeaderCount()) this.#refuse(431, 'The request has too many headers.');
      else if ((head.headers['expect'] ?? '100-continue').toLowerCase() !== '100-continue') {
        this.#refuse(417, 'Nothing else than 100-continue can be expected.');
      } else return head;
    } catch (error) {
      if (!(error instanceof MalformedHttp)) throw error;
      this.#refuse(400, notHttp);
    }
    return null;
  }

  #take(head: RequestHead, behind: Buffer): void {
    const body = new RequestBody(head.framing);
    this.#body = body.isOver ? null : body;
    this.#ahead = behind;
    const exchange = new ServerExchange(head, this);
    this.#exchange = exchange;
    this.#enter('body');
    this.#serve(exchange);
    if (this.#body === null && this.#stage === 'body') this.#enter('answer');
    const rest = this.#ahead;
    this.#ahead = nothing;
    if (rest.length > 0) this.#read(rest);
  }

  /** Returns where it stopped. */
  #readBody(body: RequestBody, bytes: Buffer): number {
    let end = 0;
    try {
      end = body.push(bytes, (from, to) => this.#sink?.part(bytes.subarray(from, to)));
    } catch (error) {
      if (!(error instanceof MalformedHttp)) throw error;
      this.#refuse(400, notHttp);
      return bytes.length;
    }
    if (!body.isOver || this.#body !== body) return end;
    this.#body = null;
    if (this.#exchange === null) {
      this.#beReady();
      return end;
    }
    this.#enter('answer');
    const sink = this.#sink;
    this.#sink = null;
    sink?.end();
    return end;
  }

  /** For the next request. */
  #beReady(): void {
    this.#enter('idle');
    if (this.#ahead.length === 0) return;
    const next = this.#ahead;
    this.#ahead = nothing;
    if (this.#socket.isPaused()) this.#socket.resume();
    // Not from within the end of the request before.
    queueMicrotask(() => this.#read(next));
  }

  /** Bytes that are no request, or come too slowly: there is nobody to answer but the connection itself. */
  #refuse(status: keyof typeof reasons, message: string): void {
    // Written into the middle of an answer our words would read as a part of it.
    if (this.#exchange !== null ? this.#exchange.status !== null : this.#body !== null) return this.destroy();
    const body = JSON.stringify(openAiError(message, 'invalid_request_error', 'invalid_request'));
    const head = `HTTP/1.1 ${status} ${reasons[status]}\r\nconnection: close\r\ncontent-type: application/json`;
    const answer = `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    this.#close(Buffer.from(answer));
    this.#abandon();
  }

  /** With these last words. */
  #close(words: Uint8Array): void {
    this.#enter('closing');
    this.#begun = nothing;
    this.#ahead = nothing;
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#socket.end(words);
  }

  /** Whoever works for this client need not any more. */
  #abandon(): void {
    const [exchange, sink] = [this.#exchange, this.#sink];
    this.#exchange = null;
    this.#sink = null;
    this.#body = null;
    sink?.gone();
    exchange?.cut();
  }
}

const notHttp = 'The request is not valid HTTP/1.1.';

const reasons = {
  400: 'Bad Request',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
} as const;

/** RFC 9112 §2.2: an old client may send an empty line too many behind a body. */
function skipLineEnds(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
  return at;
}

/** What is none can be told at once, and not only when its turn comes. */
function mayBeRequest(bytes: Buffer): boolean {
  const start = skipLineEnds(bytes);
  const end = bytes.indexOf(headEnd, start);
  if (end === -1) return true;
  try {
    readRequestHead(bytes.toString('latin1', start, end + 2));
    return true;
  } catch {
    return false;
  }
}

/** Told before a line is whole: another protocol, whose client waits for our next word. */
function beginsMethod(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === CR;
}
