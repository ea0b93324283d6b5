import { utf8SequenceLength } from './utf8-sequence-length.ts';

/** Where and why bytes are not what was expected. `line` and `column` count from 1, `column` in characters, `offset` in bytes from 0. */
export interface JsonFault {
  readonly ok: false;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function jsonFault(bytes: Uint8Array, offset: number, message: string): JsonFault {
  let line = 1;
  let column = 1;
  for (let at = 0; at < offset; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) {
      line += 1;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) {
      column += 1;
    }
  }
  return { ok: false, offset, line, column, message };
}

/** The byte or character at `offset`, in words for a person. */
export function describeAt(bytes: Uint8Array, offset: number): string {
  const byte = bytes[offset];
  if (byte === undefined) return 'the end';
  if (byte > 0x20 && byte < 0x7f) return byte === 0x22 ? 'a quote' : `"${String.fromCharCode(byte)}"`;
  const length = utf8SequenceLength(bytes, offset);
  if (length > 0)
    return `"${new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(offset, offset + length))}"`;
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
