import { describe, expect, it } from 'vitest';
import type { ArmMeasurement } from '../run/measurement.ts';
import { arm, measurement, record } from '../testing/answers.ts';
import { flagsOf, isWorthless } from './flags-of.ts';
import { lengthFlag } from './length-flag.ts';

const codes = (changes: Partial<ArmMeasurement>) => flagsOf(measurement(changes)).map(({ code }) => code);
const counters = (tokenSum: number, tokensCount: number, reset = false) => {
  return { tokenSum, tokensCount, prefills: 10, reset };
};
const failure = { kind: 'status', message: 'HTTP 429' } as const;
const ten = (changes: Parameters<typeof record>[0]) => Array.from({ length: 10 }, () => record(changes));

describe('flagsOf', () => {
  it('has nothing to say about a clean measurement', () => {
    expect(codes({})).toEqual([]);
  });

  it('flags totals that disagree with the answers by more than 1 %, not by less', () => {
    expect(codes({ counters: counters(500, 500) })).toEqual([]);
    expect(codes({ counters: counters(490, 505) })).toEqual(['totals-disagree']);
    expect(codes({ counters: counters(600, 505) })).toEqual(['totals-disagree']);
  });

  it('flags a reset alone, since totals over a reset mean nothing', () => {
    const flags = flagsOf(measurement({ counters: counters(5, 5, true) }));
    expect(flags.map(({ code }) => code)).toEqual(['counter-reset']);
    expect(isWorthless(flags)).toBe(true);
  });

  it('flags an answer by another variant, or by an unnamed one, only behind a gateway', () => {
    const forced = arm({ forced: true });
    expect(codes({ arm: forced, records: ten({ variant: 'mlp' }) })).toEqual([]);
    expect(codes({ arm: forced, records: ten({ variant: 'baseline' }) })).toEqual(['wrong-variant']);
    expect(codes({ arm: forced })).toEqual(['wrong-variant']);
    expect(codes({ arm: forced, records: ten({ failure }) })).not.toContain('wrong-variant');
  });

  it('flags failures with their number and the first reason', () => {
    const records = [...ten({}), record({ failure, tokens: 0 })];
    const [flag] = flagsOf(measurement({ records }));
    expect(flag).toMatchObject({ code: 'errors', message: '1 of 11 requests failed, first: HTTP 429' });
  });

  it('flags counters that are not there or do not count speculation', () => {
    expect(codes({ counters: null })).toEqual(['no-counters']);
    expect(codes({ counters: counters(0, 0) })).toEqual(['no-counters']);
  });

  it('flags foreign traffic and small samples', () => {
    expect(codes({ foreignTraffic: '3 requests are running' })).toEqual(['foreign-traffic']);
    expect(codes({ records: ten({}).slice(0, 9), counters: counters(404, 505) })).toEqual(['few-requests']);
  });

  it('flags a bench that is later than 5 % of the decode time, which speed-up is made of', () => {
    // 100 gaps of 20 ms.
    expect(codes({ lagP99Ms: 99 })).toEqual([]);
    expect(codes({ lagP99Ms: 101 })).toEqual(['client-lag']);
    expect(codes({ lagP99Ms: null })).toEqual([]);
  });
});

describe('lengthFlag', () => {
  const answers = (tokens: number) => Array.from({ length: 10 }, (_, index) => record({ index, tokens }));

  it('is set when the same prompts get answers of another length in all', () => {
    expect(lengthFlag(answers(100), answers(104))).toBeNull();
    expect(lengthFlag(answers(100), answers(106))?.code).toBe('lengths-differ');
    expect(lengthFlag(answers(100), answers(94))?.code).toBe('lengths-differ');
  });

  it('compares complete answers only', () => {
    expect(
      lengthFlag(
        answers(100),
        answers(7).map((each) => ({ ...each, failure })),
      ),
    ).toBeNull();
    expect(lengthFlag([], answers(7))).toBeNull();
  });
});
