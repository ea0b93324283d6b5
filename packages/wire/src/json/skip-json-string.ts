import { failAt } from './json-cursor.ts';
import type { JsonCursor } from './json-cursor.ts';
import { plainRunEnd } from './plain-run-end.ts';
import { utf8SequenceLength } from './utf8-sequence-length.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const simpleEscapes = new Set('"\\/bfnrt'.split('').map((character) => character.charCodeAt(0)));

/** Skips a string whose opening quote is at the cursor. `\uD800` alone is allowed, as RFC 8259 §8.2 does; raw bytes must be UTF-8. */
export function skipJsonString(cursor: JsonCursor): boolean {
  const { bytes } = cursor;
  let at = cursor.at + 1;
  for (;;) {
    at = plainRunEnd(cursor, at);
    const byte = bytes[at];
    if (byte === undefined) return failAt(cursor, at, 'a closing quote');
    if (byte === QUOTE) break;
    if (byte < 0x20) return failAt(cursor, at, 'a control character to be written as an escape');
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, at);
      if (length < 0)
        return failAt(cursor, at - length, 'an escape: one of "\\/bfnrt, or u and four hexadecimal digits');
      at += length;
    } else {
      const length = utf8SequenceLength(bytes, at);
      if (length === 0) return failAt(cursor, at, 'valid UTF-8');
      at += length;
    }
  }
  cursor.at = at + 1;
  return true;
}

/** Length of the escape, or minus the distance to the byte that spoils it. */
function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] ?? 0;
  if (simpleEscapes.has(letter)) return 2;
  if (letter !== 0x75) return -1;
  for (let index = 2; index < 6; index += 1) {
    if (!isHexDigit(bytes[at + index] ?? 0)) return -index;
  }
  return 6;
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}
