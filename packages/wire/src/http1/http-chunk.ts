const CR = 0x0d;
const LF = 0x0a;

/** Hexadecimal digits of the usual sizes: made once, since one is needed for each chunk of each stream. */
const digitsOf: readonly string[] = Array.from({ length: 4096 }, (_, size) => size.toString(16));

/** The bytes as one chunk of a chunked body (RFC 9112 §7.1), in a buffer of its own. Not for none: that would be the end. */
export function httpChunk(bytes: Uint8Array): Buffer {
  if (bytes.length === 0) throw new RangeError('a chunk without bytes is the end of a body');
  const digits = digitsOf[bytes.length] ?? bytes.length.toString(16);
  const chunk = Buffer.allocUnsafe(digits.length + bytes.length + 4);
  let at = 0;
  for (; at < digits.length; at += 1) chunk[at] = digits.charCodeAt(at);
  chunk[at] = CR;
  chunk[at + 1] = LF;
  chunk.set(bytes, at + 2);
  at += 2 + bytes.length;
  chunk[at] = CR;
  chunk[at + 1] = LF;
  return chunk;
}
