import { HEAD_ACCURACY } from '../calibration.ts';
import { hashText, mix, uniform } from '../hash.ts';
import { MOST_CANDIDATES } from '../language/candidates.ts';
import type { TargetModel } from '../language/target-model.ts';
import type { HeadKind } from './speculator-kind.ts';

/** Streams are laid out as position × this + head: more heads than any speculator has. */
const MOST_HEADS = 64;

/**
 * What trained heads propose: the target's most likely token where a head guesses right, else another plausible one. They
 * see the most likely token, not the one that will be sampled, so acceptance falls as the temperature rises: TGI feeds its
 * heads that way (`MLPSpeculatorHead.forward`).
 */
export class HeadDrafts {
  readonly #target: TargetModel;
  readonly #first: number;
  readonly #decay: number;
  readonly #seed: number;

  constructor(kind: HeadKind, target: TargetModel) {
    const accuracy = HEAD_ACCURACY[kind];
    this.#target = target;
    this.#first = accuracy.first[target.kind];
    this.#decay = accuracy.decay;
    this.#seed = mix(target.seed, hashText(kind));
  }

  /**
   * The id that head number `head` (from 0) proposes for position `from + head`, when `from` is the next to be decided. `quality`: 0…1 of the
   * table's accuracy; what a worse head guesses right a better one does too.
   */
  guess(from: number, head: number, quality = 1): number {
    const index = from * MOST_HEADS + head;
    const position = from + head;
    const top = this.#target.top(position);
    if (uniform(this.#seed, index) < quality * this.#first * this.#decay ** head) return top.id;
    const other = mix(this.#seed, -1 - index) % (MOST_CANDIDATES - 1);
    return this.#target.rival(position, top, other).id;
  }
}
