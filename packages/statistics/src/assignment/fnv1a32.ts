/**
 * FNV-1a, 32 bit, over UTF-16 code units (not bytes), as GrowthBook's JavaScript SDK does. Unsigned.
 * For text beyond U+00FF an SDK that hashes UTF-8 bytes disagrees.
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
