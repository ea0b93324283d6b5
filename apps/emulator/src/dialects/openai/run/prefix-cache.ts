import { mix } from '../../../engine/hash.ts';

/** Entries kept; then everything is forgotten, which only costs hits. */
const MOST_BLOCKS = 400_000;

/** Which beginnings of prompts were seen before. It counts hits; the emulated prefill takes its full time all the same. */
export class PrefixCache {
  private readonly blockTokens: number;
  private readonly seen = new Set<number>();

  /** Tokens per block: only whole blocks are found again. */
  constructor(blockTokens: number) {
    this.blockTokens = blockTokens;
  }

  /** Tokens of the prompt that are there already; then all of it is. The last token is never: something has to be computed. */
  take(ids: readonly number[]): number {
    if (this.seen.size > MOST_BLOCKS) this.seen.clear();
    let hash = 0;
    let found = 0;
    let unbroken = true;
    for (const [index, id] of ids.entries()) {
      hash = mix(hash, id);
      if ((index + 1) % this.blockTokens !== 0) continue;
      unbroken &&= this.seen.has(hash) && index + 1 < ids.length;
      if (unbroken) found = index + 1;
      this.seen.add(hash);
    }
    return found;
  }

  clear(): void {
    this.seen.clear();
  }
}
