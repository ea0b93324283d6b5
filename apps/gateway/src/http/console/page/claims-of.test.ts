import { describe, expect, it } from 'vitest';
import { planned } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import type { Phase } from '../../../rollout/core/phase.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { Verdict } from '../../../rollout/core/verdicts/verdict.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConclusionRow } from '../console-sources.ts';
import { claimsOfRollout, claimsOfRows } from './claims-of.ts';

const around = (estimate: number) => ({ lower: estimate - 0.1, estimate, upper: estimate + 0.1 });

function row(over: Partial<ConclusionRow>): ConclusionRow {
  const nothing = { acceleration: null, speedUp: null, stepCost: null, tpotMs: null, ttftMs: null };
  return { variant: 'mlp', control: 'baseline', band: null, method: 'exact', requests: 10, ...nothing, ...over };
}

function verdict(check: Verdict['check'], result: Verdict['result'], estimate: number): Verdict {
  return { check, result, action: 'rollback', interval: around(estimate), eValue: null, limit: 1, text: check };
}

function rollout(phase: Phase, verdicts: readonly Verdict[]): StoredRollout {
  return { state: { ...planned(planOf()), phase }, runMs: 0, report: { sentence: '', verdicts, wallMs: 0 } };
}

const running: Phase = { kind: 'running', step: 0, swap: null, confirmed: false };
const own = claimsOfRows([row({ acceleration: around(1.5), speedUp: around(1.4) })], 'mlp');

describe('what is claimed of a variant', () => {
  it('is by the method that most of its requests were counted by, and never by two', () => {
    const rows = [
      row({ method: 'exact', requests: 10, acceleration: around(1.2) }),
      row({ method: 'estimated', requests: 90, acceleration: around(1.7) }),
      row({ variant: 'other', requests: 900, acceleration: around(9) }),
    ];
    expect(claimsOfRows(rows, 'mlp')).toMatchObject({ method: 'estimated', acceleration: around(1.7) });
  });

  it('says why there is no speed-up: too few requests, or nothing to compare with', () => {
    expect(claimsOfRows([row({})], 'mlp').remark).toBe('not enough requests yet');
    expect(claimsOfRows([row({ control: null })], 'mlp').remark).toBeNull();
    expect(claimsOfRows([], 'mlp')).toEqual({
      method: null,
      acceleration: null,
      speedUp: null,
      stepCost: null,
      remark: null,
    });
  });

  it('is said of a candidate by its rollout, which claims nothing under another load', () => {
    const seen = [verdict('speed-up', 'inconclusive', 1.1), verdict('acceptance', 'pass', 1.75)];
    const matched = claimsOfRollout(own, rollout(running, [...seen, verdict('load', 'pass', 1)]), []);
    expect(matched).toMatchObject({ acceleration: around(1.75), speedUp: around(1.1), remark: null });
    expect(matched.stepCost?.estimate).toBeCloseTo(1.75 / 1.1, 10);
    const unmatched = claimsOfRollout(own, rollout(running, [...seen, verdict('load', 'fail', 2)]), []);
    expect(unmatched).toMatchObject({ speedUp: null, stepCost: null, remark: 'not claimed: load is not matched' });
  });

  it('is the proof once it is promoted: its control is idle from then on', () => {
    const proven = { verdicts: [verdict('speed-up', 'pass', 1.2)] } as unknown as RolloutEvent;
    const promoted: Phase = { kind: 'promoted', settled: false, reported: false };
    const unmatched = [verdict('speed-up', 'inconclusive', 3), verdict('load', 'fail', 9)];
    const claims = claimsOfRollout(own, rollout(promoted, unmatched), [proven]);
    expect(claims).toMatchObject({ speedUp: around(1.2), remark: 'as proven when it was promoted' });
    expect(claimsOfRollout(own, rollout(running, unmatched), [proven]).speedUp).toBeNull();
  });
});
