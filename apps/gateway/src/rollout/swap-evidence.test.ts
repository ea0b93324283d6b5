import { addRatio, emptyRatioSums } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import type { SwapMemory } from './core/rollout-state.ts';
import type { AccelerationSums, EpochSamples } from './samples/epoch-samples.ts';
import { noSamples } from './samples/epoch-samples.ts';
import { gainSince, leastSwapped } from './swap-evidence.ts';

/** So many answers of about `acceleration` tokens a forward pass. */
function answers(acceleration: number, count: number): AccelerationSums {
  let sums = emptyRatioSums();
  for (let n = 0; n < count; n += 1) sums = addRatio(sums, acceleration * 20 + (n % 5) - 2, 20);
  return { exact: sums };
}

const epoch = (acceleration: number, lately: EpochSamples['lately'] = {}, count: number = 200): EpochSamples => ({
  ...noSamples(),
  acceleration: answers(acceleration, count),
  lately,
});
const swapped: SwapMemory = { step: 1, before: 2, proven: 4, failure: null };
const byEpoch = new Map([
  [2, epoch(1.4)],
  [4, epoch(2)],
]);

describe('evidence about a swap', () => {
  it('is acceleration now against that before it', () => {
    const gain = gainSince(swapped, byEpoch, epoch(2), 0.05);
    expect(gain?.estimate).toBeCloseTo(2 / 1.4, 3);
    expect(gain?.lower).toBeGreaterThan(1.3);
    expect(gainSince(null, byEpoch, epoch(2), 0.05)).toBeNull();
    expect(gainSince({ ...swapped, before: 9 }, byEpoch, epoch(2), 0.05)).toBeNull();
    // Too few answers to know their spread.
    expect(gainSince(swapped, byEpoch, epoch(2, {}, 10), 0.05)).toBeNull();
  });

  it('names the replica that is furthest behind, by its answers of late', () => {
    const lately = { 7: { 'mlp-0': answers(2, 60), 'mlp-1': answers(1.4, 60), 'mlp-2': answers(1.1, 9) } };
    const least = leastSwapped(swapped, byEpoch, epoch(1.9, lately), 0.05);
    expect(least).toMatchObject({ replica: 'mlp-1', before: expect.closeTo(1.4, 3), proven: expect.closeTo(2, 3) });
    expect(least?.lately.upper).toBeLessThan(Math.sqrt(1.4 * 2));
    expect(leastSwapped({ ...swapped, proven: null }, byEpoch, epoch(1.9, lately), 0.05)).toBeNull();
    expect(leastSwapped(swapped, byEpoch, epoch(1.9), 0.05)).toBeNull();
  });
});
