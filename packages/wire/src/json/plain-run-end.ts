import type { JsonCursor } from './json-cursor.ts';

/** Of each byte of a word its highest bit, its lowest, and what a byte is compared with. */
const HIGH = 0x80808080 | 0;
const LOW = 0x01010101;
const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;

/** Runs that end within so many bytes, as most keys do, are not worth the way to the first word. */
const SHORT_BYTES = 16;

/** ASCII that stands for itself in a string. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

/**
 * Where a run of plain bytes ends: bytes that stand for themselves in a JSON string, so ASCII from the space on but no
 * quote and no backslash. Four bytes at a time, by the arithmetic that tells a zero byte in a word (Warren, Hacker's
 * Delight, §6-1): prompts are long, and nearly all of them is this.
 */
export function plainRunEnd(cursor: JsonCursor, from: number): number {
  const { bytes } = cursor;
  const short = bytewise(bytes, from, Math.min(bytes.length, from + SHORT_BYTES));
  if (short < from + SHORT_BYTES) return short;
  const words = (cursor.words ??= new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >>> 2));
  let word = (bytes.byteOffset + short + 3) >>> 2;
  const last = (bytes.byteOffset + bytes.length) >>> 2;
  const firstByte = (word << 2) - bytes.byteOffset;
  const before = bytewise(bytes, short, Math.min(bytes.length, firstByte));
  if (before < firstByte) return before;
  while (word < last && isPlainWord(words[word] ?? 0)) word += 1;
  return bytewise(bytes, (word << 2) - bytes.byteOffset, bytes.length);
}

function bytewise(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isPlain[bytes[at] ?? 0] === 1) at += 1;
  return at;
}

/** A byte below a space, one of the two, or not ASCII leaves a high bit. The byte above such a byte may, too. */
function isPlainWord(word: number): boolean {
  const quotes = word ^ QUOTES;
  const backslashes = word ^ BACKSLASHES;
  const below = (word - SPACES) & ~word;
  const equal = ((quotes - LOW) & ~quotes) | ((backslashes - LOW) & ~backslashes);
  return ((below | equal | word) & HIGH) === 0;
}
