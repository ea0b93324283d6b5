/**
 * Length of the multi-byte UTF-8 sequence at `at` (2, 3 or 4), or 0 where there is none: overlong forms, surrogates and
 * code points above U+10FFFF are not UTF-8 (RFC 3629 §4).
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number): 0 | 2 | 3 | 4 {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first >= 0xc2 && first <= 0xdf) return isContinuation(second) ? 2 : 0;
  const third = bytes[at + 2] ?? 0;
  if (first >= 0xe0 && first <= 0xef) return isThreeByteStart(first, second) && isContinuation(third) ? 3 : 0;
  const fourth = bytes[at + 3] ?? 0;
  if (first >= 0xf0 && first <= 0xf4) {
    return isFourByteStart(first, second) && isContinuation(third) && isContinuation(fourth) ? 4 : 0;
  }
  return 0;
}

function isThreeByteStart(first: number, second: number): boolean {
  if (first === 0xe0) return second >= 0xa0 && second <= 0xbf;
  if (first === 0xed) return second >= 0x80 && second <= 0x9f;
  return isContinuation(second);
}

function isFourByteStart(first: number, second: number): boolean {
  if (first === 0xf0) return second >= 0x90 && second <= 0xbf;
  if (first === 0xf4) return second >= 0x80 && second <= 0x8f;
  return isContinuation(second);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
