import { MalformedHttp } from './malformed-http.ts';

const CR = 0x0d;
const LF = 0x0a;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const TAB = 0x09;

/** Of one extension, and of all trailers together: nobody needs any. */
const MOST_EXTRA_BYTES = 16 * 1024;

/** Digits of a chunk's length: 2^48 bytes are no chunk. */
const MOST_DIGITS = 12;

type Place =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'line'
  | 'trailer'
  | 'trailer-lf'
  | 'last-lf'
  | 'over';

/**
 * Takes the framing off a chunked body (RFC 9112 §7.1), on any chunking of the bytes. Strict: lines end in CRLF, a
 * length is hexadecimal digits. Extensions and trailers are passed over.
 */
export class ChunkedBody {
  #place: Place = 'size';
  #digits = 0;
  /** Of the chunk under way, still to come. */
  #left = 0;
  #extraBytes = 0;

  get isOver(): boolean {
    return this.#place === 'over';
  }

  /**
   * Reads `bytes` from `at` on and gives each part of the body to `take`. Returns where it stopped: the end of the bytes,
   * or behind the body. @throws MalformedHttp
   */
  push(bytes: Uint8Array, from: number, take: (start: number, end: number) => void): number {
    let at = from;
    while (at < bytes.length && this.#place !== 'over') {
      if (this.#place === 'data') {
        const end = Math.min(bytes.length, at + this.#left);
        take(at, end);
        this.#left -= end - at;
        if (this.#left === 0) this.#place = 'data-cr';
        at = end;
      } else {
        this.#step(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  #step(byte: number): void {
    switch (this.#place) {
      case 'size':
        return this.#readSize(byte);
      case 'extension':
        if (byte === CR) this.#place = 'size-lf';
        else this.#passOver(byte);
        return;
      case 'size-lf':
        this.#expect(byte, LF);
        this.#place = this.#left === 0 ? 'line' : 'data';
        this.#digits = 0;
        return;
      case 'data-cr':
        this.#expect(byte, CR);
        this.#place = 'data-lf';
        return;
      case 'data-lf':
        this.#expect(byte, LF);
        this.#place = 'size';
        return;
      case 'line':
        if (byte === CR) this.#place = 'last-lf';
        else this.#passOver(byte);
        return;
      case 'trailer':
        if (byte === CR) this.#place = 'trailer-lf';
        else this.#passOver(byte);
        return;
      case 'trailer-lf':
        this.#expect(byte, LF);
        this.#place = 'line';
        return;
      case 'last-lf':
        this.#expect(byte, LF);
        this.#place = 'over';
        return;
      default:
        throw new Error(`no byte is read in ${this.#place}`);
    }
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#digits += 1;
      if (this.#digits > MOST_DIGITS) throw new MalformedHttp('a chunk is longer than any');
      this.#left = this.#left * 16 + digit;
      return;
    }
    if (this.#digits === 0) throw new MalformedHttp('a chunk has no length');
    if (byte === CR) this.#place = 'size-lf';
    else if (byte === SEMICOLON) this.#place = 'extension';
    else throw new MalformedHttp('a chunk has a length that is no number');
  }

  /** Of an extension or a trailer. */
  #passOver(byte: number): void {
    this.#extraBytes += 1;
    if (this.#place === 'line') this.#place = 'trailer';
    const isText = byte === TAB || (byte >= SPACE && byte !== 0x7f);
    if (!isText || this.#extraBytes > MOST_EXTRA_BYTES) {
      throw new MalformedHttp('the framing of the chunks is broken');
    }
  }

  #expect(byte: number, wanted: number): void {
    if (byte !== wanted) throw new MalformedHttp('the framing of the chunks is broken');
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
