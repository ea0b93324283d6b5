import { engineAdapter, noCounters } from '@slipstream/metrics';
import type { EngineCounters, EngineName } from '@slipstream/metrics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEngineSums, EngineAccount, noEngineSums } from './engine-account.ts';

function accountOf(engine: EngineName = 'tgi', draftTokens: number | null = 4): EngineAccount {
  return new EngineAccount(engineAdapter(engine), { draftTokens });
}

/** Of an engine that counts steps and what they kept, as TGI does. */
function counters(steps: number, accepted = 0, over: Partial<EngineCounters> = {}): EngineCounters {
  return { ...noCounters, steps, accepted, ...over };
}

function after(account: EngineAccount, ...pages: readonly EngineCounters[]) {
  for (const page of pages) account.update(page);
  return account.sums;
}

describe('EngineAccount', () => {
  it('knows nothing before the first page', () => {
    expect(accountOf().sums).toBeNull();
  });

  it('takes the first page as the baseline', () => {
    const account = accountOf();
    expect(after(account, counters(1000, 700))).toMatchObject({ steps: 0, accepted: 0, tokens: 0 });
    expect(after(account, counters(1010, 706))).toMatchObject({ steps: 10, accepted: 6, tokens: 16, resets: 0 });
  });

  it('carries on across a restart', () => {
    const sums = after(accountOf(), counters(100, 70), counters(150, 100), counters(20, 12), counters(30, 20));
    expect(sums).toMatchObject({ steps: 50 + 20 + 10, accepted: 30 + 12 + 8, resets: 1 });
  });

  it('sees a restart by any counter, and then begins all of them anew', () => {
    // Steps fell; accepted is higher than before although the engine counts from zero.
    const sums = after(accountOf(), counters(0, 0), counters(60, 5), counters(55, 40));
    expect(sums).toMatchObject({ steps: 60 + 55, accepted: 5 + 40, resets: 1 });
  });

  it('does not count the past again after a page that shows no steps', () => {
    const account = accountOf();
    expect(after(account, counters(0), counters(500, 300), counters(0))).toMatchObject({ steps: 500, resets: 0 });
    expect(after(account, counters(510, 306))).toMatchObject({ steps: 510, accepted: 306, resets: 0 });
  });

  it('does not count the past again after a page of another server, which lacks the counters', () => {
    const vllm = { ...noCounters, tokens: 900, steps: 500, accepted: 400, drafts: 480 };
    const account = accountOf('vllm');
    expect(after(account, vllm, noCounters, { ...vllm, tokens: 918, steps: 510, accepted: 408 })).toMatchObject({
      tokens: 18,
      steps: 10,
      accepted: 8,
      drafts: 0,
      resets: 0,
    });
  });

  it('keeps unknown prefills unknown', () => {
    const sums = after(accountOf(), counters(0), counters(5));
    expect(sums!.prefills).toBeNull();
    expect(addEngineSums(noEngineSums, sums!).prefills).toBeNull();
  });

  it('works out the steps of an engine that only counts tokens and what was kept', () => {
    const page = (tokens: number, accepted: number) => ({ ...noCounters, tokens, accepted });
    expect(after(accountOf('llamacpp'), page(100, 40), page(300, 140))).toMatchObject({ steps: 100, accepted: 100 });
    expect(after(accountOf('llamacpp', null), page(0, 0), page(60, 0))).toMatchObject({ steps: 60, accepted: 0 });
  });

  it('is right in the long run although a rounded counter and an exact one do not move together', () => {
    // Tokens in tens above a million, as llama.cpp prints them; what was kept is exact and moves first.
    const page = (tokens: number, accepted: number) => ({ ...noCounters, tokens, accepted, resolution: 10 });
    const account = accountOf('llamacpp');
    expect(after(account, page(1_234_570, 600_000), page(1_234_570, 600_004))).toMatchObject({ steps: -4, resets: 0 });
    expect(after(account, page(1_234_580, 600_004))).toMatchObject({
      steps: 6,
      accepted: 4,
      resolution: 10,
      resets: 0,
    });
  });

  it('begins a counter that appears late at zero: it was not needed before', () => {
    const before = { ...noCounters, tokens: 500, prefills: 20 };
    const sums = after(accountOf('sglang'), before, { ...noCounters, tokens: 530, prefills: 21, drafts: 9 });
    expect(sums).toMatchObject({ tokens: 30, steps: 1 + 9, accepted: 20, drafts: 9 });
  });

  it('adds what was kept by position, whenever a position first appears', () => {
    const page = (tokens: number, places: readonly number[] | null) => ({
      ...noCounters,
      tokens,
      accepted: 0,
      acceptedByPosition: places,
    });
    const account = accountOf('llamacpp');
    expect(after(account, page(10, null), page(20, [3]), page(30, [5, 2]))).toMatchObject({
      acceptedByPosition: [5, 2],
    });
    expect(after(account, page(40, null))).toMatchObject({ acceptedByPosition: [5, 2], tokens: 30 });
  });

  it('equals the truth over any number of restarts that are seen', () => {
    // Each life of the engine: its increases between pages. A life is visible when its first page is below the last of
    // the one before; the lives here are made so by starting with a page of 1 step.
    const life = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
        const account = accountOf();
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
