import { failAt } from './json-cursor.ts';
import type { JsonCursor } from './json-cursor.ts';

const ZERO = 0x30;

/** Skips a number whose first byte, `-` or a digit, is at the cursor (RFC 8259 §6). What follows it is not looked at. */
export function skipJsonNumber(cursor: JsonCursor): boolean {
  const { bytes } = cursor;
  if (bytes[cursor.at] === 0x2d) cursor.at += 1;
  if (bytes[cursor.at] === ZERO) {
    cursor.at += 1;
    if (isDigit(bytes[cursor.at])) return failAt(cursor, cursor.at, 'no digit after a leading zero');
  } else if (!skipDigits(cursor)) {
    return false;
  }
  if (bytes[cursor.at] === 0x2e) {
    cursor.at += 1;
    if (!skipDigits(cursor)) return false;
  }
  const mark = bytes[cursor.at];
  if (mark !== 0x65 && mark !== 0x45) return true;
  cursor.at += 1;
  const sign = bytes[cursor.at];
  if (sign === 0x2b || sign === 0x2d) cursor.at += 1;
  return skipDigits(cursor);
}

function skipDigits(cursor: JsonCursor): boolean {
  const start = cursor.at;
  while (isDigit(cursor.bytes[cursor.at])) cursor.at += 1;
  return cursor.at > start || failAt(cursor, start, 'a digit');
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}
