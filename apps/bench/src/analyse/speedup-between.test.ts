import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from '../testing/answers.ts';
import { speedupBetween } from './speedup-between.ts';

const answers = (times: readonly number[], prompt = (index: number) => `p${index}`) =>
  times.map((tpotMs, index) => record({ index, promptId: prompt(index), tpotMs }));

describe('speedupBetween', () => {
  it('is paired by prompt: what prompts differ in does not widen it', () => {
    const control = answers([10, 20, 40, 80]);
    const between = speedupBetween(control, answers([8, 16, 32, 64]));
    expect(between.method).toBe('paired');
    if (between.method === null) return;
    expect(between.interval.estimate).toBeCloseTo(1.25, 9);
    expect(between.interval.upper - between.interval.lower).toBeLessThan(1e-9);
  });

  it('takes a prompt asked several times as one pair', () => {
    const repeated = (times: readonly number[]) => answers(times, (index) => `p${index % 2}`);
    const between = speedupBetween(repeated([10, 20, 10, 20, 10, 20]), repeated([5, 8, 5, 8, 5, 8]));
    const once = speedupBetween(repeated([10, 20]), repeated([5, 8]));
    expect(between).toEqual(once);
  });

  it('pairs whatever both were asked, in any order and number', () => {
    const between = speedupBetween(answers([10, 10, 10, 10]), answers([5, 5]).toReversed());
    expect(between.method === 'paired' && between.interval.estimate).toBeCloseTo(2, 9);
  });

  it("goes by requests, with Welch's t, where no two prompts are shared", () => {
    const between = speedupBetween(
      answers([10, 11, 12]),
      answers([5, 6, 5], (index) => `other${index}`),
    );
    expect(between.method).toBe('welch');
    expect(between.method === 'welch' && between.interval.lower).toBeGreaterThan(1);
  });

  it('says nothing from one answer, from failures, or from answers without times', () => {
    const failure = { kind: 'truncated', message: '' } as const;
    const failed = answers([5, 5, 5]).map((each) => ({ ...each, failure }));
    const whole = answers([5, 5]).map((each) => ({ ...each, firstTokenAtMs: null, lastTokenAtMs: null }));
    for (const variant of [answers([5]), failed, whole]) {
      expect(speedupBetween(answers([10, 10, 10]), variant).method).toBeNull();
    }
  });

  it('is turned over when the sides are swapped', () => {
    const times = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [there, back] = [speedupBetween(answers(a), answers(b)), speedupBetween(answers(b), answers(a))];
        if (there.method === null || back.method === null) throw new Error('no interval');
        expect(there.interval.estimate * back.interval.estimate).toBeCloseTo(1, 6);
      }),
    );
  });
});
