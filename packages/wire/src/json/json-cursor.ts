/** Where a validating scan stands. After a failed skip, `at` is the offset of the fault and `expected` says what belonged there. */
export interface JsonCursor {
  readonly bytes: Uint8Array;
  at: number;
  expected: string;
  /** Values in the array that was skipped last. */
  items: number;
  /** Containers that may be open inside each other. */
  readonly maxDepth: number;
  /** The memory under `bytes` in words of four: made when a long string is met. */
  words: Int32Array | null;
}

export function failAt(cursor: JsonCursor, at: number, expected: string): false {
  cursor.at = at;
  cursor.expected = expected;
  return false;
}

/** Space, tab, LF, CR: nothing else is white space in JSON. */
export function skipWhitespace(cursor: JsonCursor): void {
  const { bytes } = cursor;
  let at = cursor.at;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  cursor.at = at;
}

export function skipByte(cursor: JsonCursor, byte: number): boolean {
  if (cursor.bytes[cursor.at] !== byte) return false;
  cursor.at += 1;
  return true;
}
