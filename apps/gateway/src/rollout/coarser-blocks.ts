import { mergeEvidence } from '@slipstream/statistics';
import type { Block, Evidence } from '@slipstream/statistics';

/**
 * The evidence of one epoch with neighbouring blocks put together, so that no more than about `most` remain: a conclusion over
 * a day of blocks would hold up the thread that serves. Longer blocks prove no less (only shorter ones would). The key of each is that of
 * its last, so that what is complete stays so.
 */
export function coarserBlocks(evidence: Evidence, most: number): Evidence {
  const blocks = Object.values(evidence.blocks);
  if (blocks.length <= most) return evidence;
  const inOrder = blocks.toSorted((a, b) => a.epoch - b.epoch || a.index - b.index);
  const size = Math.ceil(inOrder.length / most);
  const groups = Map.groupBy(inOrder, ({ epoch, index }) => `${epoch}:${Math.floor(index / size)}`);
  const merged = [...groups.values()].map(together);
  return {
    blocks: Object.fromEntries(merged.map((block) => [`${block.epoch}:${block.index}`, block])),
    units: evidence.units,
  };
}

function together(blocks: readonly Block[]): Block {
  const last = blocks.at(-1);
  if (last === undefined) throw new Error('a group of blocks has at least one');
  const key = `${last.epoch}:${last.index}`;
  const of = (block: Block): Evidence => ({ blocks: { [key]: { ...block, index: last.index } }, units: null });
  return blocks.map(of).reduce(mergeEvidence).blocks[key] ?? last;
}
