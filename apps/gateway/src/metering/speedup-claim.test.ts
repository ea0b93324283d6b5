import type { Variant } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { LiveConclusions } from './conclusions/live-conclusions.ts';
import type { SpeedupClaim } from './speedup-claim.ts';
import { testConfig } from './testing/test-config.ts';
import { decisionFor, recordAtPace, settle } from './testing/test-records.ts';

const config = testConfig();
const model = config.models.get('tgi')!;

/** What was seen, by variant. `units`: so many that share the requests; as many as requests where nothing is said. */
type Seen = Readonly<Record<string, { readonly requests: number; readonly pace: number; readonly units?: number }>>;

/** Paces around a mean, ± 20 %, the same spread for every arm: no randomness is needed to see the arithmetic. */
function claimOf(name: string, seen: Seen, variant: Variant = model.variants.get(name)!): SpeedupClaim {
  const conclusions = new LiveConclusions(() => config, { wallTime: () => 0 });
  for (const [arm, { requests, pace, units = requests }] of Object.entries(seen)) {
    for (let i = 0; i < requests; i += 1) {
      const decision = decisionFor(config, arm, { unitHash: i % units });
      settle(conclusions, recordAtPace(decision, pace * Math.exp(0.2 * Math.sin(i))));
    }
  }
  return conclusions.speedup(model, variant);
}

describe('the claim of a speed-up', () => {
  it('is of TPOT over the control, with an interval around it', () => {
    const seen = { baseline: { requests: 400, pace: 0.024 }, mlp: { requests: 400, pace: 0.02 } };
    const { interval, control } = claimOf('mlp', seen);
    expect(control).toBe('baseline');
    expect(interval!.estimate).toBeCloseTo(1.2, 9);
    expect(interval!.lower).toBeGreaterThan(1.1);
    expect(interval!.upper).toBeLessThan(1.3);
  });

  it('is below 1 when the variant is slower', () => {
    const seen = { baseline: { requests: 200, pace: 0.02 }, mlp: { requests: 200, pace: 0.04 } };
    expect(claimOf('mlp', seen).interval!.upper).toBeLessThan(1);
  });

  it('is not made across base models, however many requests there are', () => {
    const crossed = { ...model.variants.get('medusa')!, control: 'baseline' };
    const seen = { baseline: { requests: 200, pace: 0.02 }, medusa: { requests: 200, pace: 0.01 } };
    expect(claimOf('medusa', seen, crossed)).toEqual({
      interval: null,
      control: 'baseline',
      reason: 'control has another base model: llama-3-8b ≠ mistral-7b',
    });
  });

  it('is not made without a control', () => {
    expect(claimOf('medusa', { medusa: { requests: 100, pace: 0.02 } })).toEqual({
      interval: null,
      control: null,
      reason: 'no control',
    });
  });

  it('is made from exactly the number of requests that it asks for, of the smaller arm', () => {
    const seenOf = (requests: number): Seen => ({
      baseline: { requests: 200, pace: 0.024 },
      mlp: { requests, pace: 0.02 },
    });
    expect(claimOf('mlp', seenOf(49)).reason).toBe('not enough requests: 49 of 50');
    expect(claimOf('mlp', seenOf(50)).interval).not.toBeNull();
  });

  it('does not take a few users’ many requests for many', () => {
    const seenOf = (units: number): Seen => ({
      baseline: { requests: 200, pace: 0.024 },
      mlp: { requests: 200, pace: 0.02, units },
    });
    expect(claimOf('mlp', seenOf(19)).reason).toBe('not enough units: 19 of 20');
    expect(claimOf('mlp', seenOf(20)).interval).not.toBeNull();
  });
});
