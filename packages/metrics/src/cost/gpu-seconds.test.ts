import { describe, expect, it } from 'vitest';
import { decodePace, gpuSecondsSaved, requestsTogether } from './gpu-seconds.ts';

describe('gpuSecondsSaved', () => {
  it('is what the control would have taken for the same tokens, less what was taken', () => {
    // 1000 tokens at 20 ms each would take 20 s; 600 steps of 25 ms took 15 s. Alone on its GPU.
    expect(gpuSecondsSaved({ decodeTokens: 1000, decodeSeconds: 15 }, 0.02, 1)).toBeCloseTo(5, 12);
  });

  it('counts a shared GPU once', () => {
    expect(gpuSecondsSaved({ decodeTokens: 8000, decodeSeconds: 120 }, 0.02, 8)).toBeCloseTo(5, 12);
  });

  it('is negative for a speculator that costs more than it brings', () => {
    expect(gpuSecondsSaved({ decodeTokens: 1000, decodeSeconds: 25 }, 0.02, 1)).toBeCloseTo(-5, 12);
  });

  it('is unknown without a control, without a batch, without tokens', () => {
    const work = { decodeTokens: 1000, decodeSeconds: 15 };
    expect(gpuSecondsSaved(work, null, 1)).toBeNull();
    expect(gpuSecondsSaved(work, 0.02, null)).toBeNull();
    expect(gpuSecondsSaved({ decodeTokens: 0, decodeSeconds: 0 }, 0.02, 1)).toBeNull();
  });
});

it('finds how many decode together: eight at once for ten seconds are eighty request-seconds', () => {
  expect(requestsTogether(80, 10)).toBe(8);
  expect(requestsTogether(0, 0)).toBeNull();
});

it('finds the pace of a token', () => {
  expect(decodePace({ decodeTokens: 1000, decodeSeconds: 20 })).toBe(0.02);
  expect(decodePace({ decodeTokens: 0, decodeSeconds: 0 })).toBeNull();
});
