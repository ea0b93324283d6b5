/** A stretch of time of a comparison. */
export interface EpochBlock {
  /** Weights are constant inside an epoch. */
  readonly epoch: number;
  readonly index: number;
}

/**
 * Neighbouring blocks put together until both arms have `least` values in each group: a mean of two or three values is too
 * uneven for what follows. Groups do not cross epochs, since adding up arms over a change of weights compares different hours.
 * A group that is not full yet is left out. What is grouped depends on counts only, and more blocks change no earlier group.
 */
export function groupBlocks<B extends EpochBlock>(
  blocks: readonly B[],
  countOf: (block: B) => { readonly control: number; readonly candidate: number },
  least: number,
): readonly (readonly B[])[] {
  const groups: B[][] = [];
  let group: B[] = [];
  let control = 0;
  let candidate = 0;
  for (const block of blocks.toSorted((a, b) => a.epoch - b.epoch || a.index - b.index)) {
    if (group[0] !== undefined && group[0].epoch !== block.epoch) [group, control, candidate] = [[], 0, 0];
    const count = countOf(block);
    group.push(block);
    control += count.control;
    candidate += count.candidate;
    if (Math.min(control, candidate) < least) continue;
    groups.push(group);
    [group, control, candidate] = [[], 0, 0];
  }
  return groups;
}
