import type { EngineCounters } from '@slipstream/metrics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEngineSums, EngineAccount } from './engine-account.ts';

function counters(steps: number, accepted = 0, over: Partial<EngineCounters> = {}): EngineCounters {
  return { steps, accepted, requests: null, prefills: null, generatedTokens: null, ...over };
}

describe('EngineAccount', () => {
  it('knows nothing before the first page', () => {
    expect(new EngineAccount().sums).toBeNull();
  });

  it('takes the first page as the baseline', () => {
    const account = new EngineAccount();
    expect(account.update(counters(1000, 700))).toMatchObject({ steps: 0, accepted: 0, reset: false });
    expect(account.update(counters(1010, 706))).toMatchObject({ steps: 10, accepted: 6, reset: false });
    expect(account.sums).toMatchObject({ steps: 10, accepted: 6, resets: 0 });
  });

  it('carries on across a restart', () => {
    const account = new EngineAccount();
    for (const page of [counters(100, 70), counters(150, 100), counters(20, 12), counters(30, 20)])
      account.update(page);
    expect(account.sums).toMatchObject({ steps: 50 + 20 + 10, accepted: 30 + 12 + 8, resets: 1 });
  });

  it('sees a restart by any counter, and then begins all of them anew', () => {
    const account = new EngineAccount();
    account.update(counters(0, 0));
    account.update(counters(60, 5));
    // Steps fell; accepted is higher than before although the engine counts from zero.
    expect(account.update(counters(55, 40))).toMatchObject({ steps: 55, accepted: 40, reset: true });
  });

  it('does not count the past again after a page that shows no steps', () => {
    const account = new EngineAccount();
    account.update(counters(0));
    account.update(counters(500, 300));
    expect(account.update(counters(0))).toMatchObject({ steps: 0, accepted: 0, reset: false });
    expect(account.update(counters(510, 306))).toMatchObject({ steps: 10, accepted: 6, reset: false });
    expect(account.sums).toMatchObject({ steps: 510, accepted: 306, resets: 0 });
  });

  it('keeps unknown prefills unknown', () => {
    const account = new EngineAccount();
    account.update(counters(0));
    account.update(counters(5));
    expect(account.sums!.prefills).toBeNull();
    expect(addEngineSums({ steps: 1, accepted: 1, prefills: 1, resets: 0 }, account.sums!).prefills).toBeNull();
  });

  it('equals the truth over any number of restarts that are seen', () => {
    // Each life of the engine: its increases between pages. A life is visible when its first page is below the last of
    // the one before; the lives here are made so by starting with a page of 1 step.
    const life = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
        const account = new EngineAccount();
        account.update(counters(0));
        let truth = 0;
        for (const increases of lives) {
          let steps = 1;
          account.update(counters(steps));
          for (const increase of increases) account.update(counters((steps += increase)));
          truth += steps;
        }
        expect(account.sums!.steps).toBe(truth);
        expect(account.sums!.resets).toBe(lives.length - 1);
      }),
    );
  });
});
