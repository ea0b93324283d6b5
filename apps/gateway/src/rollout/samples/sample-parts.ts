import type { Block } from '@slipstream/statistics';
import type { SamplePart } from '../../ports.ts';
import { noSamples } from './epoch-samples.ts';
import type { EpochSamples } from './epoch-samples.ts';

/** What is not of one block. */
const restPart = 'rest';

/**
 * The samples of one gateway and epoch, cut into what changes and what is over, so that little is written again. `keys`: of
 * the blocks that changed. The rest is always among the parts: it is small.
 */
export function partsOf(
  samples: EpochSamples,
  keys: readonly string[],
  of: Pick<SamplePart, 'rollout' | 'run' | 'epoch' | 'gateway'>,
): readonly SamplePart[] {
  const { evidence, ...rest } = samples;
  const blocks = keys.flatMap((key) => {
    const block = evidence.blocks[key];
    return block === undefined ? [] : [{ ...of, part: key, body: JSON.stringify(block) }];
  });
  return [...blocks, { ...of, part: restPart, body: JSON.stringify({ ...rest, units: evidence.units }) }];
}

/** Put together again, of one gateway and epoch. Parts without a rest were cut off in the middle: they tell nothing yet. */
export function samplesOf(parts: readonly SamplePart[]): EpochSamples | null {
  const rest = parts.find(({ part }) => part === restPart);
  if (rest === undefined) return null;
  const { units, ...others } = JSON.parse(rest.body) as Omit<EpochSamples, 'evidence' | 'lately'> &
    Pick<EpochSamples['evidence'], 'units'>;
  const blocks = parts
    .filter(({ part }) => part !== restPart)
    .map(({ part, body }) => [part, JSON.parse(body) as Block] as const);
  // What an earlier version did not count is none.
  return { ...noSamples(), ...others, evidence: { blocks: Object.fromEntries(blocks), units } };
}
