const FIRST_BYTES = 64 * 1024;

/** Bytes that a length is written in: of a span, of an attribute, of a text that is short for sure. */
type LengthBytes = 1 | 2 | 4;

/**
 * Writes protobuf messages (protobuf.dev/programming-guides/encoding) one behind the other into one buffer, in one pass. The
 * length of a nested message is known behind it, so room is left for it: a length may be written in more bytes than it needs.
 */
export class ProtoWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  /** A copy of what was written, and a beginning. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  /** A message of less than 2^7 to the power of `lengthBytes` bytes as a field. */
  message(field: number, lengthBytes: LengthBytes, write: () => void): void {
    const start = this.#open(field, lengthBytes);
    write();
    this.#close(start, lengthBytes);
  }

  text(field: number, text: string): void {
    // A character is three bytes at most.
    const most = text.length * 3;
    const lengthBytes = most < 0x80 ? 1 : most < 0x4000 ? 2 : 4;
    this.#makeRoom(most);
    const start = this.#open(field, lengthBytes);
    this.#at += this.#bytes.write(text, this.#at, 'utf8');
    this.#close(start, lengthBytes);
  }

  /** Bytes that are there in hexadecimal digits. */
  hex(field: number, digits: string): void {
    const start = this.#open(field, 1);
    this.#at += this.#bytes.write(digits, this.#at, 'hex');
    this.#close(start, 1);
  }

  /** Bytes as they are: a message that was written before. */
  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A whole number of at least 0. */
  varint(field: number, value: number): void {
    this.#tag(field, 0);
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, 1);
    this.#at = this.#bytes.writeBigUInt64LE(value, this.#at);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, 5);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Returns where the length is to be written. */
  #open(field: number, lengthBytes: LengthBytes): number {
    this.#tag(field, 2);
    const start = this.#at;
    this.#at += lengthBytes;
    return start;
  }

  #close(start: number, lengthBytes: LengthBytes): void {
    let rest = this.#at - start - lengthBytes;
    const last = start + lengthBytes - 1;
    for (let at = start; at < last; at += 1) {
      this.#bytes[at] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    if (rest >= 0x80) throw new RangeError('a message is longer than the room that was left for its length');
    this.#bytes[last] = rest;
  }

  #tag(field: number, wireType: number): void {
    this.#makeRoom(0);
    const tag = (field << 3) | wireType;
    if (tag >= 0x80) this.#byte((tag & 0x7f) | 0x80);
    this.#byte(tag >= 0x80 ? tag >>> 7 : tag);
  }

  #byte(byte: number): void {
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  /** For so many bytes, and a tag and a number before them. */
  #makeRoom(bytes: number): void {
    const needed = this.#at + bytes + 32;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
