const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds where server-sent events end, byte by byte: after an empty line, in any of the three line endings and split over
 * reads in any way. State only, no bytes are kept.
 */
export class EventBorder {
  #lineEmpty = true;
  /** The last byte was a CR: a LF that follows belongs to it. */
  #afterCr = false;

  /** Index after the next event's end in `chunk`, looking from `from`; -1 when none ends in it. */
  next(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at];
      if (byte === LF && this.#afterCr) {
        this.#afterCr = false;
        at += 1;
      } else if (byte === LF || byte === CR) {
        const ends = this.#lineEmpty;
        this.#lineEmpty = true;
        this.#afterCr = byte === CR;
        at += 1;
        if (ends) return this.#withLf(chunk, at);
      } else {
        this.#lineEmpty = false;
        this.#afterCr = false;
        at = lineEnd(chunk, at + 1);
      }
    }
    return -1;
  }

  /** Whether the first byte of a read only completes the CRLF of a border that was already found. */
  completesBorder(chunk: Uint8Array): boolean {
    if (!this.#afterCr || chunk[0] !== LF) return false;
    this.#afterCr = false;
    return true;
  }

  #withLf(chunk: Uint8Array, end: number): number {
    if (!this.#afterCr || chunk[end] !== LF) return end;
    this.#afterCr = false;
    return end + 1;
  }
}

/** Index of the next line ending from `from` on, or the length of the chunk. Nearly every byte of a stream is walked over here. */
function lineEnd(chunk: Uint8Array, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte === LF || byte === CR) return at;
  }
  return chunk.length;
}
