import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SamplePart } from '../../ports.ts';
import { seededRandom } from '../../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../../store/rollouts/sqlite-rollouts.ts';
import { SimulatedGateway } from '../testing/simulated-gateway.ts';
import { noSamples } from './epoch-samples.ts';
import type { EpochSamples } from './epoch-samples.ts';
import { mergeSamples } from './merge-samples.ts';
import { partsOf, samplesOf } from './sample-parts.ts';

/** A gateway in the first step of its rollout, with so many requests seen. */
async function running(requests: number, seed: number): Promise<SimulatedGateway> {
  const one = new SimulatedGateway({ table: new SqliteRollouts(':memory:'), random: seededRandom(seed) });
  await one.look();
  await one.ask('start');
  await one.run(20, 10, {}, 'running');
  await one.look(requests);
  return one;
}

const seen = (one: SimulatedGateway): EpochSamples => [...one.rollouts.sampler.epochsOf('live', 1).values()].at(-1)!;
const of = { rollout: 'live', run: 1, epoch: 1, gateway: 'gw' };

describe('samples', () => {
  it('come back from their parts as they were', async () => {
    const samples = seen(await running(300, 1));
    const keys = [...Object.keys(samples.evidence.blocks), 'exposures'];
    expect(keys.length).toBeGreaterThan(0);
    expect(samplesOf(partsOf(samples, keys, of))).toEqual(samples);
    expect(samplesOf(partsOf(samples, keys, of).slice(0, -1))).toBeNull();
  });

  it('of two gateways add up, in any order, and nothing changes nothing', async () => {
    const parts = await Promise.all([2, 3, 4].map(async (seed) => seen(await running(100, seed))));
    const counts = (samples: EpochSamples): unknown => [
      samples.failures.candidate,
      samples.answers,
      samples.lastAnswerMs,
      // By key, since their order is not part of what they say.
      new Map(
        Object.entries(samples.evidence.blocks)
          .map(([key, { arms }]) => [key, arms.control.requests, arms.candidate.requests] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, ...requests]) => [key, requests]),
      ),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 3 }), (shuffled) => {
        const all = shuffled.reduce(mergeSamples, noSamples());
        expect(counts(all)).toEqual(counts(parts.reduce(mergeSamples)));
      }),
      { numRuns: 6 },
    );
    expect(mergeSamples(noSamples(), parts[0]!)).toEqual(parts[0]);
  });
});

describe('the sampler', () => {
  it('counts requests for the epoch under which they were assigned, whenever they end', async () => {
    const one = await running(0, 5);
    const config = one.rollouts.config();
    const epoch = [...one.rollouts.sampler.epochsOf('live', 1).keys()].at(-1)!;
    await one.ask('promote', { full: true });
    // The old configuration’s decisions still end.
    one.serveUnder(config, 50);
    const answered = (samples: EpochSamples | undefined): number =>
      Object.values(samples?.evidence.blocks ?? {}).reduce((sum, { arms }) => sum + arms.candidate.requests, 0);
    const byEpoch = one.rollouts.sampler.epochsOf('live', 1);
    expect(answered(byEpoch.get(epoch))).toBeGreaterThan(0);
    expect(answered(byEpoch.get(epoch + 1))).toBe(0);
  });

  it('hands over again, whole, what could not be kept', async () => {
    const one = await running(0, 6);
    const { sampler } = one.rollouts;
    one.serveUnder(one.rollouts.config(), 20);
    const failing = sampler.flush(async () => await Promise.reject(new Error('away')));
    await expect(failing).rejects.toThrow('away');
    one.serveUnder(one.rollouts.config(), 20);
    const handed: SamplePart[] = [];
    await sampler.flush(async (parts) => void handed.push(...parts));
    const blocks = handed.filter(({ part }) => part !== 'rest' && part !== 'exposures');
    expect(blocks.length).toBeGreaterThan(0);
    for (const { part, body } of blocks) expect(JSON.parse(body)).toEqual(seen(one).evidence.blocks[part]);
  });
});
