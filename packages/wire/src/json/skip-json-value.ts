import { failAt, skipByte, skipWhitespace } from './json-cursor.ts';
import type { JsonCursor } from './json-cursor.ts';
import { skipJsonNumber } from './skip-json-number.ts';
import { skipJsonString } from './skip-json-string.ts';

export type JsonKind = 'string' | 'number' | 'object' | 'array' | 'true' | 'false' | 'null';

/** What the value at `at` is by its first byte, or null where no value begins. */
export function jsonKindAt(bytes: Uint8Array, at: number): JsonKind | null {
  const byte = bytes[at];
  if (byte === undefined) return null;
  if (byte === 0x22) return 'string';
  if (byte === 0x7b) return 'object';
  if (byte === 0x5b) return 'array';
  if (byte === 0x74) return 'true';
  if (byte === 0x66) return 'false';
  if (byte === 0x6e) return 'null';
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? 'number' : null;
}

/** Skips the value at the cursor. `depth`: containers that are open around it. */
export function skipJsonValue(cursor: JsonCursor, depth: number): boolean {
  const kind = jsonKindAt(cursor.bytes, cursor.at);
  switch (kind) {
    case null:
      return failAt(cursor, cursor.at, 'a value');
    case 'string':
      return skipJsonString(cursor);
    case 'number':
      return skipJsonNumber(cursor);
    case 'object':
    case 'array':
      if (depth === cursor.maxDepth) return failAt(cursor, cursor.at, `at most ${depth} levels of nesting`);
      return kind === 'object' ? skipObject(cursor, depth + 1) : skipArray(cursor, depth + 1);
    default:
      return skipWord(cursor, kind);
  }
}

export function skipJsonKey(cursor: JsonCursor): boolean {
  return cursor.bytes[cursor.at] === 0x22
    ? skipJsonString(cursor)
    : failAt(cursor, cursor.at, 'a key in double quotes');
}

/** Skips a colon and the white space around it. */
export function skipJsonColon(cursor: JsonCursor): boolean {
  skipWhitespace(cursor);
  if (!skipByte(cursor, 0x3a)) return failAt(cursor, cursor.at, '":"');
  skipWhitespace(cursor);
  return true;
}

function skipObject(cursor: JsonCursor, depth: number): boolean {
  cursor.at += 1;
  skipWhitespace(cursor);
  if (skipByte(cursor, 0x7d)) return true;
  for (;;) {
    if (!skipJsonKey(cursor) || !skipJsonColon(cursor) || !skipJsonValue(cursor, depth)) return false;
    skipWhitespace(cursor);
    if (skipByte(cursor, 0x7d)) return true;
    if (!skipByte(cursor, 0x2c)) return failAt(cursor, cursor.at, '"," or "}"');
    skipWhitespace(cursor);
  }
}

function skipArray(cursor: JsonCursor, depth: number): boolean {
  cursor.at += 1;
  skipWhitespace(cursor);
  cursor.items = 0;
  if (skipByte(cursor, 0x5d)) return true;
  for (let items = 1; ; items += 1) {
    if (!skipJsonValue(cursor, depth)) return false;
    skipWhitespace(cursor);
    if (skipByte(cursor, 0x5d)) {
      cursor.items = items;
      return true;
    }
    if (!skipByte(cursor, 0x2c)) return failAt(cursor, cursor.at, '"," or "]"');
    skipWhitespace(cursor);
  }
}

function skipWord(cursor: JsonCursor, word: 'true' | 'false' | 'null'): boolean {
  for (let index = 1; index < word.length; index += 1) {
    if (cursor.bytes[cursor.at + index] !== word.charCodeAt(index)) return failAt(cursor, cursor.at, `"${word}"`);
  }
  cursor.at += word.length;
  return true;
}
