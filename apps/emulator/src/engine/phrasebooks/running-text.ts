import type { Phrasebook } from './phrasebook.ts';

/**
 * Running text in the target language of a translation. It translates nothing, since the engine understands nothing; it
 * has the letters, word lengths and copied names that a translation would have, which is what tokens are made of.
 */
export function runningText(
  openings: readonly string[],
  bodies: readonly string[],
  noun: readonly string[],
  quality: readonly string[],
  time: readonly string[],
  more: Phrasebook['words'] = {},
): Phrasebook {
  return {
    openings,
    bodies,
    closings: ['{fact}.'],
    joints: [' ', ' ', ' ', '\n\n'],
    words: { noun, quality, time, ...more },
  };
}
