const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

export interface AnswerSink {
  head(status: number): void;
  /** Bytes of the body, without the framing of chunks. Valid during the call only. */
  body(bytes: Buffer): void;
  end(): void;
}

/**
 * Reads the answers of one keep-alive connection, one after another, in any chunking. It knows the two framings that
 * leave a connection open, `content-length` and chunks, and takes anything else for a mistake of the subject.
 * @throws Error for bytes that are no such answer.
 */
export class AnswerParser {
  readonly #sink: AnswerSink;
  #held: Buffer | null = null;
  #state: 'head' | 'sized' | 'chunk-size' | 'chunk' | 'chunk-end' | 'last-end' = 'head';
  /** Of the body, or of the chunk under way. */
  #left = 0;

  constructor(sink: AnswerSink) {
    this.#sink = sink;
  }

  push(piece: Buffer): void {
    const bytes = this.#held === null ? piece : Buffer.concat([this.#held, piece]);
    this.#held = null;
    let at = 0;
    while (at < bytes.length) {
      const taken = this.#take(bytes, at);
      if (taken === 0) {
        this.#held = bytes.subarray(at);
        return;
      }
      at += taken;
    }
  }

  /** Bytes used up; 0: more are needed. */
  #take(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#takeHead(bytes, at);
      case 'sized':
      case 'chunk':
        return this.#takeBody(bytes, at);
      case 'chunk-size':
        return this.#takeSize(bytes, at);
      default:
        return this.#takeLineEnd(bytes, at);
    }
  }

  #takeHead(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(headEnd, at);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', at, end);
    if (!head.startsWith('HTTP/1.1 ')) throw new Error(`not an answer: ${head.slice(0, 40)}`);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#sink.head(Number(head.slice(9, 12)));
    if (length !== undefined) this.#begin('sized', Number(length));
    else if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.#state = 'chunk-size';
    else throw new Error('an answer that only the end of its connection would end');
    return end + headEnd.length - at;
  }

  #begin(state: 'sized' | 'chunk', bytes: number): void {
    this.#state = state;
    this.#left = bytes;
    if (state === 'sized' && bytes === 0) this.#finish();
  }

  #takeBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    this.#sink.body(bytes.subarray(at, end));
    if (this.#left > 0) return end - at;
    if (this.#state === 'sized') this.#finish();
    else this.#state = 'chunk-end';
    return end - at;
  }

  #takeSize(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lineEnd, at);
    if (end < 0) return 0;
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (Number.isNaN(size)) throw new Error('a chunk without a size');
    if (size === 0) this.#state = 'last-end';
    else this.#begin('chunk', size);
    return end + lineEnd.length - at;
  }

  /** Behind a chunk, and behind the last one, where trailers could stand, which nobody sends here. */
  #takeLineEnd(bytes: Buffer, at: number): number {
    if (bytes.length < at + lineEnd.length) return 0;
    if (bytes.compare(lineEnd, 0, 2, at, at + 2) !== 0) throw new Error('a chunk that is longer than its size');
    if (this.#state === 'last-end') this.#finish();
    else this.#state = 'chunk-size';
    return lineEnd.length;
  }

  #finish(): void {
    this.#state = 'head';
    this.#sink.end();
  }
}
