import type { Block } from '@slipstream/statistics';
import type { SamplePart } from '../../ports.ts';
import { noSamples } from './epoch-samples.ts';
import type { EpochSamples } from './epoch-samples.ts';

/** Key of the exposures among those of blocks: they are large, and seldom change once there are many. */
export const exposuresPart = 'exposures';
/** What is of no block and always small. */
const restPart = 'rest';

/**
 * The samples of one gateway and epoch, cut into what changes and what is over, so that little is written again. `keys`: of
 * the blocks that changed, and of the exposures where they did. The rest is always among the parts: it is small.
 */
export function partsOf(
  samples: EpochSamples,
  keys: readonly string[],
  of: Pick<SamplePart, 'rollout' | 'run' | 'epoch' | 'gateway'>,
): readonly SamplePart[] {
  const { evidence, exposures, ...rest } = samples;
  const blocks = keys.flatMap((key) => {
    const content = key === exposuresPart ? exposures : evidence.blocks[key];
    return content === undefined ? [] : [{ ...of, part: key, body: JSON.stringify(content) }];
  });
  return [...blocks, { ...of, part: restPart, body: JSON.stringify({ ...rest, units: evidence.units }) }];
}

/** Put together again, of one gateway and epoch. Parts without a rest were cut off in the middle: they tell nothing yet. */
export function samplesOf(parts: readonly SamplePart[]): EpochSamples | null {
  const rest = parts.find(({ part }) => part === restPart);
  if (rest === undefined) return null;
  const { units, ...others } = JSON.parse(rest.body) as Omit<EpochSamples, 'evidence' | 'exposures' | 'lately'> &
    Pick<EpochSamples['evidence'], 'units'>;
  const blocks = parts
    .filter(({ part }) => part !== restPart && part !== exposuresPart)
    .map(({ part, body }) => [part, JSON.parse(body) as Block] as const);
  const exposed = parts.find(({ part }) => part === exposuresPart);
  const exposures = exposed === undefined ? {} : (JSON.parse(exposed.body) as EpochSamples['exposures']);
  // What an earlier version did not count is none.
  return { ...noSamples(), ...others, exposures, evidence: { blocks: Object.fromEntries(blocks), units } };
}
