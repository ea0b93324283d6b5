import { ByteStore } from './byte-store.ts';

const LF = 0x0a;
const CR = 0x0d;

export interface LineSink {
  /** A line without its terminator: a view of the chunk, or of the store when the line came in several chunks. */
  line(line: Uint8Array): void;
  /** The line that the chunk ends in has at least this many bytes. Called before they are stored. */
  partialLine(bytes: number): void;
}

/** Cuts bytes into lines ended by LF, CR or CRLF. Linear on any chunking: no byte is searched twice for the same terminator. */
export class LineScanner {
  readonly #partial = new ByteStore();
  #afterCarriageReturn = false;

  /** Bytes of the line that has begun and not ended. */
  get partialBytes(): number {
    return this.#partial.length;
  }

  /** A LF at the beginning of the next chunk belongs to the line that has ended. */
  get endedInCarriageReturn(): boolean {
    return this.#afterCarriageReturn;
  }

  push(chunk: Uint8Array, sink: LineSink): void {
    let start = this.#skipLineFeedOfPair(chunk);
    let nextLf = -1;
    let nextCr = -1;
    while (start < chunk.length) {
      // Each search starts where no earlier one looked, so a chunk of many LF lines without a CR is searched for CR once.
      if (nextLf < start) nextLf = find(chunk, LF, start);
      if (nextCr < start) nextCr = find(chunk, CR, start);
      const end = Math.min(nextLf, nextCr);
      if (end === chunk.length) break;
      this.#finishLine(chunk.subarray(start, end), sink);
      start = end + 1;
      if (end === nextCr) {
        if (start === chunk.length) this.#afterCarriageReturn = true;
        else if (chunk[start] === LF) start += 1;
      }
    }
    if (start >= chunk.length) return;
    sink.partialLine(this.#partial.length + chunk.length - start);
    this.#partial.append(chunk.subarray(start));
  }

  /** The CR that ended the last chunk has ended its line already; an LF that follows it belongs to it. */
  #skipLineFeedOfPair(chunk: Uint8Array): number {
    if (!this.#afterCarriageReturn || chunk.length === 0) return 0;
    this.#afterCarriageReturn = false;
    return chunk[0] === LF ? 1 : 0;
  }

  #finishLine(rest: Uint8Array, sink: LineSink): void {
    if (this.#partial.length === 0) {
      sink.line(rest);
      return;
    }
    this.#partial.append(rest);
    const line = this.#partial.view();
    this.#partial.clear();
    sink.line(line);
  }
}

/** Position of the byte, or the length of the chunk. */
function find(chunk: Uint8Array, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at === -1 ? chunk.length : at;
}
