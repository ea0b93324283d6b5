import { openAiRequestKeys } from '../openai/request-keys.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const BACKSLASH = 0x5c;

/** Keys of the OpenAI API by their length, which nearly always leaves one or two to compare with. */
const knownByLength: readonly (readonly string[])[] = byLength([...openAiRequestKeys]);

/** The key whose quoted text lies at `start` to `end`, quotes included. Keys that the API knows are not decoded. */
export function decodeJsonKey(bytes: Uint8Array, start: number, end: number): string {
  const known = knownKey(bytes, start + 1, end - start - 2);
  if (known !== null) return known;
  const quoted = bytes.subarray(start, end);
  return quoted.includes(BACKSLASH)
    ? (JSON.parse(decoder.decode(quoted)) as string)
    : decoder.decode(quoted.subarray(1, quoted.length - 1));
}

function knownKey(bytes: Uint8Array, start: number, length: number): string | null {
  for (const key of knownByLength[length] ?? []) if (isAt(key, bytes, start)) return key;
  return null;
}

function isAt(key: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < key.length; index += 1) {
    if (bytes[start + index] !== key.charCodeAt(index)) return false;
  }
  return true;
}

function byLength(keys: readonly string[]): string[][] {
  const longest = Math.max(...keys.map(({ length }) => length));
  return Array.from({ length: longest + 1 }, (_, length) => keys.filter((key) => key.length === length));
}
