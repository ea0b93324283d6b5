import { fnv1a32 } from '@slipstream/statistics';

/** A copy in an order that only the seed decides, the same on every machine (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], seed: string): readonly T[] {
  const random = mulberry32(fnv1a32(seed));
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const pick = Math.floor(random() * (last + 1));
    [copy[last], copy[pick]] = [copy[pick] as T, copy[last] as T];
  }
  return copy;
}

/** Tommy Ettinger's 32-bit generator (public domain); enough to shuffle prompts, not to draw statistics from. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
