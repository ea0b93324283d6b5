/** Whether `word` stands in `bytes` at an offset. Byte by byte: words are short, and a call of anything native costs more. */
export function startsAt(bytes: Uint8Array, offset: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[offset + index] !== word[index]) return false;
  }
  return true;
}
