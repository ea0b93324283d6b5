import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceleration, decodeAcceleration } from './acceleration.ts';
import { acceptanceRate, meanAcceptanceLength } from './acceptance.ts';
import { addSpeculation, emptySpeculation } from './speculation-sums.ts';
import type { SpeculationSums } from './speculation-sums.ts';
import { stepCost, stepTimeSeconds } from './step-cost.ts';
import { unspeculated } from './unspeculated.ts';

/** Two requests of 100 tokens in 60 steps each, 4 drafts per decode step. */
const sums: SpeculationSums = {
  requests: 2,
  tokens: 200,
  steps: 120,
  accepted: 80,
  drafts: 118,
  draftTokens: 472,
  acceptedByPosition: [50, 20, 8, 2],
};

describe('ratios of speculation', () => {
  it('are made as design page §2 says', () => {
    expect(acceleration(sums)).toBe(200 / 120);
    expect(decodeAcceleration(sums)).toBe(198 / 118);
    expect(meanAcceptanceLength(sums)).toBe(1 + 80 / 118);
    expect(acceptanceRate(sums)).toBe(80 / 472);
    expect(stepTimeSeconds(2.36, sums)).toBeCloseTo(0.02);
    expect(stepCost(1.73, 1.07)).toBeCloseTo(1.617, 3);
  });

  it('equal the published way of computing acceleration, (sum + count) / count', () => {
    expect(acceleration(sums)).toBe((80 + 120) / 120);
  });

  it('are unknown before anything was measured, not 0', () => {
    expect(acceleration(emptySpeculation)).toBeNull();
    expect(decodeAcceleration(emptySpeculation)).toBeNull();
    expect(meanAcceptanceLength(emptySpeculation)).toBeNull();
    expect(acceptanceRate(emptySpeculation)).toBeNull();
    expect(stepTimeSeconds(1, emptySpeculation)).toBeNull();
  });

  it('are unknown where a part is', () => {
    expect(meanAcceptanceLength({ ...sums, drafts: null })).toBeNull();
    expect(acceptanceRate({ ...sums, accepted: null })).toBeNull();
    expect(stepCost(null, 1.07)).toBeNull();
    expect(stepCost(1.73, null)).toBeNull();
    expect(stepCost(1.73, 0)).toBeNull();
  });

  it('are 1 without a speculator, but for acceptance, which is unknown', () => {
    const figure = unspeculated(50)!;
    expect(acceleration(figure.sums)).toBe(1);
    expect(decodeAcceleration(figure.sums)).toBe(1);
    expect(acceptanceRate(figure.sums)).toBeNull();
  });
});

describe('addSpeculation', () => {
  const count = fc.nat({ max: 1e6 });
  const known = fc.record({
    requests: count,
    tokens: count,
    steps: count,
    accepted: count,
    drafts: count,
    draftTokens: count,
    acceptedByPosition: fc.array(count, { maxLength: 5 }),
  });

  it('has the empty sums as neutral element, and any order gives the same', () => {
    fc.assert(
      fc.property(known, known, known, (a, b, c) => {
        expect(addSpeculation(a, emptySpeculation)).toEqual(a);
        expect(addSpeculation(addSpeculation(a, b), c)).toEqual(addSpeculation(c, addSpeculation(b, a)));
      }),
    );
  });

  it('does not know the whole of what it does not know a part of', () => {
    const total = addSpeculation(sums, { ...sums, accepted: null });
    expect(total).toMatchObject({ accepted: null, drafts: 236, tokens: 400 });
    expect(addSpeculation(sums, { ...sums, acceptedByPosition: null }).acceptedByPosition).toBeNull();
  });

  it('adds drafts of different lengths place by place', () => {
    const shorter = { ...sums, acceptedByPosition: [1, 1] };
    expect(addSpeculation(sums, shorter).acceptedByPosition).toEqual([51, 21, 8, 2]);
  });
});

describe('unspeculated', () => {
  it('is unknown where tokens are, or where there were none', () => {
    expect(unspeculated(null)).toBeNull();
    expect(unspeculated(0)).toBeNull();
  });
});
