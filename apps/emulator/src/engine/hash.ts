/**
 * Counter-based randomness: every number is a pure function of a seed and an index, so that anything can be computed
 * lazily, in any order and on any variant, and still be the same. The finaliser is MurmurHash3's fmix32 (public domain).
 */

function finalise(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a text (FNV-1a over UTF-16 units, finalised). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return finalise(h);
}

/** The `index`-th 32-bit word of the stream that `seed` names. Both may be any safe integer. */
export function mix(seed: number, index: number): number {
  const low = finalise((index | 0) + 0x9e3779b9);
  return finalise(finalise(seed | 0) ^ low ^ Math.floor(seed / 2 ** 32));
}

/** The `index`-th number of the stream that `seed` names, uniform in [0, 1). */
export function uniform(seed: number, index: number): number {
  return mix(seed, index) / 2 ** 32;
}
