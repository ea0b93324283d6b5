import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSumExp } from './log-sum-exp.ts';
import { mismatchProcess } from './mismatch-process.ts';
import { addEvent, emptyRateRatioProcess, equalPriors, logEvidence, mergeRateRatio } from './rate-ratio-process.ts';
import { logSampleRatioEvidence } from './sample-ratio.ts';

type Event = readonly [isCandidate: boolean, weight: number];
const events = fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0.01, max: 0.99, noNaN: true })), { maxLength: 40 });
const after = (happened: readonly Event[]) =>
  happened.reduce((process, [isCandidate, weight]) => addEvent(process, isCandidate, weight), emptyRateRatioProcess());

describe('rate-ratio process', () => {
  it('has the golden number', () => {
    const process = after([
      [true, 0.5],
      [true, 0.5],
      [false, 0.5],
      [true, 0.25],
      [true, 0.25],
    ]);
    expect(Math.exp(logEvidence(process))).toBeCloseTo(3.7630711, 7);
    expect([process.candidateEvents, process.controlEvents]).toEqual([4, 1]);
  });

  it('of two halves adds up to that of the whole, through JSON', () => {
    fc.assert(
      fc.property(events, events, (left, right) => {
        const merged = mergeRateRatio(JSON.parse(JSON.stringify(after(left))), after(right));
        const whole = after([...left, ...right]);
        expect(merged.candidateEvents).toBe(whole.candidateEvents);
        merged.logs.forEach((log, index) => expect(log).toBeCloseTo(whole.logs[index] ?? NaN, 8));
      }),
    );
  });

  it('is a martingale where the hazard is equal: the next event leaves its expectation where it is', () => {
    fc.assert(
      fc.property(events, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (happened, weight) => {
        const before = after(happened);
        const mean =
          weight * Math.exp(logEvidence(addEvent(before, true, weight))) +
          (1 - weight) * Math.exp(logEvidence(addEvent(before, false, weight)));
        expect(mean / Math.exp(logEvidence(before))).toBeCloseTo(1, 8);
      }),
    );
  });

  it('refuses to add evidence for other ratios', () => {
    expect(() =>
      mergeRateRatio(emptyRateRatioProcess(equalPriors([2])), emptyRateRatioProcess(equalPriors([2, 3]))),
    ).toThrow('evidence for the ratios 2 (1.000) cannot be added to that for 2 (0.500), 3 (0.500)');
  });
});

describe('mismatchProcess', () => {
  it('multiplies 2r/(1 + r) and 2/(1 + r), and takes the mean over r', () => {
    const expected = [1.25, 1.5, 2, 3, 5].map((r) => ((2 * r) / (1 + r)) ** 7 * (2 / (1 + r)) ** 2);
    const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
    expect(Math.exp(logEvidence(mismatchProcess(7, 2)))).toBeCloseTo(mean, 9);
  });

  it('is 1 without discordant prompts, and stays a number with very many', () => {
    expect(logEvidence(mismatchProcess(0, 0))).toBe(0);
    expect(logEvidence(mismatchProcess(1e6, 0))).toBe(700);
    expect(logEvidence(mismatchProcess(0, 1e6))).toBe(-700);
  });
});

describe('logSampleRatioEvidence', () => {
  it.each([
    [5200, 4800, 0.5, 5.6136134],
    [5300, 4700, 0.5, 15.5240117],
    [900, 100, 0.9, -1.2066048],
  ])('of %d : %d at a share of %d has the golden number', (first, second, share, log) => {
    expect(logSampleRatioEvidence([first, second], [share, 1 - share])).toBeCloseTo(log, 7);
  });

  it('is a martingale where the shares are right', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.double({ min: 0.02, max: 0.98, noNaN: true }), (a, b, share) => {
        const shares = [share, 1 - share];
        const factor = (counts: readonly number[]) =>
          Math.exp(logSampleRatioEvidence(counts, shares) - logSampleRatioEvidence([a, b], shares));
        expect(share * factor([a + 1, b]) + (1 - share) * factor([a, b + 1])).toBeCloseTo(1, 8);
      }),
    );
  });

  it('is endless where a unit fell on an arm without a share, and knows arms beyond two', () => {
    expect(logSampleRatioEvidence([10, 1], [1, 0])).toBe(Infinity);
    expect(logSampleRatioEvidence([10, 0], [1, 0])).toBeCloseTo(0, 12);
    expect(logSampleRatioEvidence([100, 100, 100], [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(0);
    expect(logSampleRatioEvidence([1000, 1000, 500], [1 / 3, 1 / 3, 1 / 3])).toBeGreaterThan(Math.log(1000));
  });
});

describe('logSumExp', () => {
  it('does not overflow where the exponentials would', () => {
    expect(logSumExp([1, 2])).toBeCloseTo(Math.log(Math.E + Math.E ** 2), 12);
    expect(logSumExp([1000, 1000])).toBe(700);
    expect(logSumExp([-1000, -1000])).toBe(-700);
  });
});
