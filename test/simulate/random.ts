/** Seeded randomness of one simulated run. */
export interface Random {
  /** In [0, 1). */
  readonly uniform: () => number;
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number;
  /** Mean 1. */
  readonly exponential: () => number;
}

/** The same stream for the same pair of numbers; neighbouring pairs have unrelated streams. mulberry32, polar normals. */
export function seededRandom(seed: number, stream: number): Random {
  let state = mixed(Math.imul(seed, 0x9e3779b1) ^ mixed(stream + 0x7f4a7c15));
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return (mixed(state) >>> 0) / 2 ** 32;
  };
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
  return { uniform, normal, exponential: () => -Math.log(1 - uniform()) };
}

function mixed(value: number): number {
  let word = Math.imul(value ^ (value >>> 15), value | 1);
  word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
  return word ^ (word >>> 14);
}
