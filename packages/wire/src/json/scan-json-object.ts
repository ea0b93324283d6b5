import { openAiRequestKeys } from '../openai/request-keys.ts';
import { decodeJsonKey } from './decode-json-key.ts';
import { failAt, skipByte, skipWhitespace } from './json-cursor.ts';
import type { JsonCursor } from './json-cursor.ts';
import { describeAt, jsonFault } from './json-fault.ts';
import type { JsonFault } from './json-fault.ts';
import { jsonKindAt, skipJsonColon, skipJsonKey, skipJsonValue } from './skip-json-value.ts';
import type { JsonKind } from './skip-json-value.ts';

/** One top-level member. All offsets are in bytes: `keyStart` is the key's opening quote, `valueEnd` the byte after the value. */
export interface JsonMember {
  /** The key with its escapes resolved. */
  readonly key: string;
  readonly keyStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly kind: JsonKind;
  /** Of an array: how many values it holds; else 0. */
  readonly items: number;
}

/** `end` is the offset after the closing brace; only white space follows it. */
export type JsonScan = { readonly ok: true; readonly members: readonly JsonMember[]; readonly end: number } | JsonFault;

export interface JsonScanOptions {
  /** Containers inside each other, the object itself included. Default 64. */
  readonly maxDepth?: number;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads a JSON text that must be an object, in one pass, and says where its top-level members lie. The whole text is
 * validated (RFC 8259 and UTF-8), nothing but top-level keys is decoded.
 *
 * A key that occurs twice is refused: readers disagree on which one counts, so a policy could see one value and the engine
 * another. For keys of the OpenAI API, so is one that differs only by case, since some readers fold case.
 */
export function scanJsonObject(bytes: Uint8Array, options: JsonScanOptions = {}): JsonScan {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return jsonFault(bytes, 0, 'expected a JSON object, found a byte order mark');
  }
  const cursor: JsonCursor = { bytes, at: 0, expected: '', items: 0, maxDepth: options.maxDepth ?? 64, words: null };
  const members: JsonMember[] = [];
  if (!scanMembers(cursor, members)) return syntaxFault(cursor);
  const end = cursor.at;
  skipWhitespace(cursor);
  if (cursor.at < bytes.length) return syntaxFault(cursor, 'nothing after the object');
  return repeatedKey(bytes, members) ?? { ok: true, members, end };
}

/** The value of a member that {@link scanJsonObject} found in the same bytes. */
export function memberValue(bytes: Uint8Array, member: JsonMember): unknown {
  return JSON.parse(decoder.decode(bytes.subarray(member.valueStart, member.valueEnd)));
}

function scanMembers(cursor: JsonCursor, members: JsonMember[]): boolean {
  skipWhitespace(cursor);
  if (!skipByte(cursor, 0x7b)) return failAt(cursor, cursor.at, 'a JSON object');
  skipWhitespace(cursor);
  if (skipByte(cursor, 0x7d)) return true;
  for (;;) {
    if (!scanMember(cursor, members)) return false;
    skipWhitespace(cursor);
    if (skipByte(cursor, 0x7d)) return true;
    if (!skipByte(cursor, 0x2c)) return failAt(cursor, cursor.at, '"," or "}"');
    skipWhitespace(cursor);
  }
}

function scanMember(cursor: JsonCursor, members: JsonMember[]): boolean {
  const { bytes } = cursor;
  const keyStart = cursor.at;
  if (!skipJsonKey(cursor)) return false;
  const keyEnd = cursor.at;
  if (!skipJsonColon(cursor)) return false;
  const valueStart = cursor.at;
  const kind = jsonKindAt(bytes, valueStart);
  if (kind === null) return failAt(cursor, valueStart, 'a value');
  if (!skipJsonValue(cursor, 1)) return false;
  const key = decodeJsonKey(bytes, keyStart, keyEnd);
  const items = kind === 'array' ? cursor.items : 0;
  members.push({ key, keyStart, valueStart, valueEnd: cursor.at, kind, items });
  return true;
}

function syntaxFault(cursor: JsonCursor, expected: string = cursor.expected): JsonFault {
  return jsonFault(cursor.bytes, cursor.at, `expected ${expected}, found ${describeAt(cursor.bytes, cursor.at)}`);
}

/** Below this, comparing each key with each is faster than a map. */
const FEW_MEMBERS = 24;

function repeatedKey(bytes: Uint8Array, members: readonly JsonMember[]): JsonFault | null {
  if (members.length <= FEW_MEMBERS && members.every(isPlainlyUnique)) return null;
  const seen = new Map<string, string>();
  for (const { key, keyStart } of members) {
    const folded = foldCase(key);
    const identity = openAiRequestKeys.has(folded) ? folded : key;
    const earlier = seen.get(identity);
    if (earlier === key) return jsonFault(bytes, keyStart, `the key ${JSON.stringify(key)} occurs twice`);
    if (earlier !== undefined) {
      const both = `${JSON.stringify(earlier)} and ${JSON.stringify(key)}`;
      return jsonFault(bytes, keyStart, `the keys ${both} differ only by case`);
    }
    seen.set(identity, key);
  }
  return null;
}

/** A key of the API, in its own case, that no member before it has: nothing can be wrong with it. */
function isPlainlyUnique({ key }: JsonMember, index: number, members: readonly JsonMember[]): boolean {
  for (let other = 0; other < index; other += 1) if (members[other]?.key === key) return false;
  return openAiRequestKeys.has(key);
}

/** Upper case first: it also folds the long s (U+017F), lower case the Kelvin sign (U+212A), both of which Go's reader folds. */
function foldCase(key: string): string {
  return key.toUpperCase().toLowerCase();
}
