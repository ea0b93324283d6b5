import { ChunkedBody } from './chunked-body.ts';
import { MalformedHttp } from './malformed-http.ts';
import { readResponseHead } from './response-head.ts';
import type { ResponseHead } from './response-head.ts';

/** Most bytes of a head: Node's own bound. */
const MOST_HEAD_BYTES = 16 * 1024;

const headEnd = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

export interface ResponseSink {
  /** Of the answer itself: heads of status 1xx are passed over. */
  head(head: ResponseHead): void;
  /** A part of the body lies at these offsets of the read. */
  body(start: number, end: number): void;
}

/** Reads one HTTP/1.1 response as it comes, on any chunking. One per response; any bytes behind its end are the caller's worry. */
export class ResponseScanner {
  /** A head that has begun. */
  #begun: Buffer = nothing;
  #head: ResponseHead | null = null;
  #chunks: ChunkedBody | null = null;
  /** Of a body of known length, still to come. */
  #left = 0;
  #isOver = false;

  /** Null before it was read. */
  get head(): ResponseHead | null {
    return this.#head;
  }

  /** The last byte of the answer was read. Never, where it ends with the connection. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Reads on; `sink` is called for what the bytes hold. Returns where it stopped: the end of the bytes, or behind the
   * answer. @throws MalformedHttp
   */
  push(bytes: Buffer, sink: ResponseSink): number {
    let at = 0;
    while (this.#head === null && at < bytes.length) at = this.#readHead(bytes, at, sink);
    if (this.#head === null || this.#isOver) return at;
    if (this.#chunks !== null) {
      at = this.#chunks.push(bytes, at, (start, end) => sink.body(start, end));
      this.#isOver = this.#chunks.isOver;
      return at;
    }
    const end = Math.min(bytes.length, at + this.#left);
    if (end > at) sink.body(at, end);
    this.#left -= end - at;
    this.#isOver = this.#left === 0;
    return end;
  }

  /** The connection has ended. True: the answer is whole. */
  endsHere(): boolean {
    return this.#isOver || this.#head?.framing.kind === 'close';
  }

  /** Returns where the head ends, or the end of the bytes. */
  #readHead(bytes: Buffer, from: number, sink: ResponseSink): number {
    const earlier = this.#begun.length;
    const text = earlier === 0 ? bytes : Buffer.concat([this.#begun, bytes.subarray(from)]);
    const start = earlier === 0 ? from : 0;
    const end = text.indexOf(headEnd, Math.max(start, earlier - headEnd.length + 1));
    if ((end === -1 ? text.length : end) - start > MOST_HEAD_BYTES) {
      throw new MalformedHttp('the head of the answer is larger than any');
    }
    if (end === -1) {
      this.#checkBegun(text, start);
      // A copy: the bytes are lent.
      this.#begun = earlier === 0 ? Buffer.from(text.subarray(start)) : text;
      return bytes.length;
    }
    this.#begun = nothing;
    const head = readResponseHead(text.toString('latin1', start, end + 2));
    if (head.status === 101) throw new MalformedHttp('the answer changes the protocol, which nobody asked for');
    if (head.status >= 200) this.#take(head, sink);
    return from + (end + headEnd.length - start) - earlier;
  }

  /** What cannot become a head is known at once: another protocol, say, whose server waits for our next word. */
  #checkBegun(text: Buffer, start: number): void {
    const line = text.toString('latin1', start, Math.min(text.length, start + 9));
    if (!'HTTP/1.1 '.startsWith(line) && !'HTTP/1.0 '.startsWith(line)) {
      throw new MalformedHttp('what answered does not speak HTTP/1.1');
    }
  }

  #take(head: ResponseHead, sink: ResponseSink): void {
    this.#head = head;
    const { framing } = head;
    if (framing.kind === 'chunked') this.#chunks = new ChunkedBody();
    else this.#left = framing.kind === 'length' ? framing.bytes : Infinity;
    this.#isOver = this.#left === 0 && this.#chunks === null;
    sink.head(head);
  }
}
