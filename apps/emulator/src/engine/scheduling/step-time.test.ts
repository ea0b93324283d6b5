import { describe, expect, it } from 'vitest';
import { BASE_MODELS } from '../calibration.ts';
import { decodeMs, memoryMs, prefillMs } from './step-time.ts';

const LLAMA = BASE_MODELS['llama-3-8b'];
const cost = (batch: number): number => decodeMs(LLAMA, batch, 4, 'mlp') / decodeMs(LLAMA, batch, 0, 'none');

describe('the time of a step', () => {
  it('is the reading of all weights for a small batch: 21.2 ms, so 200 tokens take 4.2 s', () => {
    expect(decodeMs(LLAMA, 1, 0, 'none')).toBeCloseTo(21.24, 2);
    expect(decodeMs(LLAMA, 8, 0, 'none')).toBe(memoryMs(LLAMA));
  });

  it('is 1.45 times as long with the MLP speculator at batch 1, between the published readings 1.31 and 1.62', () => {
    expect(cost(1)).toBeCloseTo(1.45, 2);
  });

  it('costs the more the larger the batch, once rows outweigh the weights', () => {
    expect(cost(10)).toBeGreaterThan(1.65);
    expect(cost(10)).toBeLessThan(1.72);
    expect(cost(32)).toBeGreaterThan(cost(10));
  });

  it('of a prefill grows with its tokens, from one reading of the weights up', () => {
    expect(prefillMs(LLAMA, 10)).toBe(memoryMs(LLAMA));
    expect(prefillMs(LLAMA, 2_000)).toBeCloseTo(2 * prefillMs(LLAMA, 1_000));
  });
});
