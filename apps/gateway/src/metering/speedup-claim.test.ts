import { addMoment, emptyMoments } from '@slipstream/statistics';
import type { Moments } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import { speedupClaim } from './speedup-claim.ts';
import { testConfig } from './testing/test-config.ts';

const { variants } = testConfig().models.get('tgi')!;

function moments(n: number, mean: number): Moments {
  return Array.from({ length: n }, (_, i) => mean + (i % 2 === 0 ? 0.1 : -0.1)).reduce(addMoment, emptyMoments());
}

function arm(name: string, n: number, mean: number) {
  return { variant: variants.get(name)!, logTimePerToken: moments(n, mean) };
}

describe('speedupClaim', () => {
  it('claims nothing across base models, however many requests there are', () => {
    expect(speedupClaim(arm('medusa', 1000, Math.log(0.01)), arm('baseline', 1000, Math.log(0.02)))).toEqual({
      interval: null,
      control: 'baseline',
      reason: 'control has another base model: llama-3-8b ≠ mistral-7b',
    });
  });

  it('is above 1 when the variant is faster and below 1 when it is slower', () => {
    const control = arm('baseline', 200, Math.log(0.02));
    expect(speedupClaim(arm('mlp', 200, Math.log(0.01)), control).interval!.lower).toBeGreaterThan(1);
    expect(speedupClaim(arm('mlp', 200, Math.log(0.04)), control).interval!.upper).toBeLessThan(1);
  });

  it('counts the smaller arm', () => {
    const claim = speedupClaim(arm('mlp', 200, 0), arm('baseline', 3, 0));
    expect(claim.reason).toBe('not enough requests: 3 of 50');
  });

  it('has an interval from exactly the number of requests that it asks for', () => {
    expect(speedupClaim(arm('mlp', 50, 0), arm('baseline', 50, 0)).reason).toBeNull();
  });
});
