const initialCapacity = 512;

/** Above this a store that is emptied gives its memory back, so that one huge event does not pin it for a stream's life. */
const retainedCapacity = 64 * 1024;

/** Bytes that must outlive the chunk they came in. Doubling growth: each byte is moved a bounded number of times on average. */
export class ByteStore {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(more: Uint8Array): void {
    const needed = this.#length + more.length;
    if (needed > this.#bytes.length) this.#grow(needed);
    this.#bytes.set(more, this.#length);
    this.#length = needed;
  }

  appendByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  /** A view, overwritten by the first `append` after `clear`. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > retainedCapacity) this.#bytes = new Uint8Array(0);
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2, initialCapacity));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
