import { addArrival, addRequest, conclude, defaultConclusionPlan, emptyBlock } from '@slipstream/statistics';
import type { Block, Evidence } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { coarserBlocks } from './coarser-blocks.ts';

const random = seededRandom(5);

/** Blocks of ten requests in each arm; the candidate is 1.3 times as fast. */
function evidenceOf(count: number): Evidence {
  const blocks = Array.from({ length: count }, (_, index): readonly [string, Block] => {
    let block = emptyBlock({ epoch: 1, index, weight: 0.5 });
    for (const arm of ['control', 'candidate'] as const) {
      for (let n = 0; n < 10; n += 1) {
        const decodeSeconds = (arm === 'control' ? 2.6 : 2) * (0.9 + 0.2 * random());
        block = addRequest(addArrival(block, arm), arm, {
          replica: arm,
          tick: index * 30,
          decodeSeconds,
          completionTokens: 100,
          timeToFirstTokenSeconds: 0.2,
          concurrency: null,
          incidents: [],
        });
      }
    }
    return [`1:${index}`, block];
  });
  return { blocks: Object.fromEntries(blocks), units: null };
}

const requests = ({ blocks }: Evidence): number =>
  Object.values(blocks).reduce((sum, { arms }) => sum + arms.control.requests + arms.candidate.requests, 0);

describe('coarserBlocks', () => {
  it('leaves few blocks as they are', () => {
    const few = evidenceOf(20);
    expect(coarserBlocks(few, 20)).toBe(few);
  });

  it('loses no request, keeps to the number and completes nothing early', () => {
    const many = evidenceOf(101);
    const coarse = coarserBlocks(many, 25);
    expect(requests(coarse)).toBe(requests(many));
    expect(Object.keys(coarse.blocks).length).toBeLessThanOrEqual(26);
    for (const [key, { index }] of Object.entries(coarse.blocks)) expect(key).toBe(`1:${index}`);
    expect(Math.max(...Object.values(coarse.blocks).map(({ index }) => index))).toBe(100);
  });

  it('concludes the same from them', () => {
    const many = evidenceOf(200);
    const [fine, coarse] = [many, coarserBlocks(many, 50)].map(
      (evidence) => conclude(evidence, defaultConclusionPlan, { index: 200 }).findings['speed-up'],
    );
    expect(coarse?.verdict).toBe('pass');
    expect(Math.abs((coarse?.estimate ?? 0) / (fine?.estimate ?? 1) - 1)).toBeLessThan(0.005);
    expect(coarse?.lower).toBeGreaterThan(1.2);
  });
});
