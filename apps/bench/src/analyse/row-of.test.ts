import { describe, expect, it } from 'vitest';
import { arm, measurement, record } from '../testing/answers.ts';
import { analyse } from './analyse.ts';

const baseline = measurement({
  arm: arm({ name: 'baseline' }),
  counters: { tokenSum: 0, tokensCount: 1010, prefills: 10, reset: false },
});
const mlp = measurement({
  arm: arm({ name: 'mlp', control: 'baseline' }),
  records: Array.from({ length: 10 }, (_, index) => record({ index, promptId: `p${index}`, tpotMs: 16 })),
});

describe('analyse', () => {
  it('puts acceleration, speed-up and step cost side by side: acceleration = speed-up · step cost', () => {
    const [control, variant] = analyse([baseline, mlp]);
    expect(control).toMatchObject({ acceleration: 1, speedup: null, stepCost: null, control: null });
    expect(variant!.acceleration).toBe(2);
    expect(variant!.speedup!.estimate).toBeCloseTo(1.25, 9);
    expect(variant!.stepCost).toBeCloseTo(1.6, 9);
    // 505 passes of which 10 were prefills: (1010 − 10) / (505 − 10).
    expect(variant!.decodeAcceleration).toBeCloseTo(1000 / 495, 12);
  });

  it('reckons throughput over the drained time, and as k6 does over the time of sending', () => {
    const [row] = analyse([{ ...baseline, sendingMs: 2000, drainedMs: 2500 }]);
    // Each answer ended 2051 ms after the start: none in time.
    expect([row!.throughput, row!.throughputWithin, row!.tokensPerSecond]).toEqual([4, 0, 404]);
    expect(analyse([{ ...baseline, sendingMs: 2100 }])[0]!.throughputWithin).toBeCloseTo(10 / 2.1, 9);
  });

  it('keeps times to three digits and leaves failures out of them', () => {
    const slow = record({ index: 10, tpotMs: 500, failure: { kind: 'truncated', message: '' } });
    const [row] = analyse([{ ...baseline, records: [...baseline.records, slow] }]);
    expect(row!.ttftMs).toEqual({ p50: expect.closeTo(50, 0), p95: expect.closeTo(50, 0) });
    expect(row!.tpotMs.p95).toBeCloseTo(20, 1);
    expect([row!.requests, row!.errors, row!.failures]).toEqual([10, 1, { truncated: 1 }]);
  });

  it('says where the tokens come from, and that nothing is known of no answers', () => {
    const source = (...sources: readonly ('usage' | 'events' | null)[]) =>
      analyse([{ ...baseline, records: sources.map((tokenSource) => record({ tokenSource })) }])[0]!.usageSource;
    expect([source('usage', 'usage'), source('events'), source('usage', 'events'), source(null), source()]).toEqual([
      'usage',
      'events',
      'mixed',
      'none',
      'none',
    ]);
    expect(analyse([{ ...baseline, records: [] }])[0]).toMatchObject({ tokensPerRequest: null, ttftMs: { p50: null } });
  });

  it('draws nothing from the counters of a worthless measurement, and shows them', () => {
    const counters = { tokenSum: 5, tokensCount: 7, prefills: 1, reset: true };
    const [, row] = analyse([baseline, { ...mlp, counters }]);
    expect(row).toMatchObject({ tokenSum: 5, tokensCount: 7, acceleration: null, speedup: null, stepCost: null });
  });

  it("keeps an arm's levels together and compares each with the same level of its control", () => {
    const ten = { ...mlp, vus: 10, records: mlp.records.map((each) => ({ ...each, lastTokenAtMs: 1050 + 4000 })) };
    const rows = analyse([baseline, mlp, { ...baseline, vus: 10 }, ten]);
    expect(rows.map(({ variant, vus }) => `${variant}@${vus}`)).toEqual([
      'baseline@1',
      'baseline@10',
      'mlp@1',
      'mlp@10',
    ]);
    expect(rows[3]!.speedup!.estimate).toBeCloseTo(0.5, 9);
  });
});
