import type { AnswerFraming } from './answer-head.ts';

/** Up to here bytes are copied behind their head or into their chunk, and go out as one piece. */
const COPIED_BYTES = 64 * 1024;

/** Hexadecimal digits of the usual sizes: made once, since one is needed for each chunk of each stream. */
const digitsOf: readonly string[] = Array.from({ length: 4096 }, (_, size) => size.toString(16));

/** What is written for these bytes: nearly always one piece. `head`: latin1 text in front of them, or none. */
export function framedBytes(
  head: string,
  bytes: Uint8Array,
  framing: AnswerFraming,
  isLast: boolean,
): readonly Uint8Array[] {
  if (framing === 'none') return [Buffer.from(head, 'latin1')];
  const before = framing === 'chunked' && bytes.length > 0 ? `${head}${sizeOf(bytes)}\r\n` : head;
  const after = framing === 'chunked' ? chunkEnd(bytes.length > 0, isLast) : '';
  if (before === '' && after === '') return [bytes];
  if (bytes.length > COPIED_BYTES) return [Buffer.from(before, 'latin1'), bytes, Buffer.from(after, 'latin1')];
  const piece = Buffer.allocUnsafe(before.length + bytes.length + after.length);
  piece.write(before, 0, 'latin1');
  piece.set(bytes, before.length);
  if (after !== '') piece.write(after, before.length + bytes.length, 'latin1');
  return [piece];
}

function sizeOf({ length }: Uint8Array): string {
  return digitsOf[length] ?? length.toString(16);
}

/** RFC 9112 §7.1. */
function chunkEnd(hasBytes: boolean, isLast: boolean): string {
  if (isLast) return hasBytes ? '\r\n0\r\n\r\n' : '0\r\n\r\n';
  return hasBytes ? '\r\n' : '';
}
