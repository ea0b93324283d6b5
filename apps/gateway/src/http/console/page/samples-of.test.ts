import { describe, expect, it } from 'vitest';
import { planned } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import type { Verdict } from '../../../rollout/core/verdicts/verdict.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import { samplesOf } from './samples-of.ts';

const interval = { lower: 1, estimate: 1.1, upper: 1.2 };

function rollout(load: Verdict['result']): StoredRollout {
  const plan = { ...planOf(), name: 'live' };
  const verdict = (check: Verdict['check'], result: Verdict['result']): Verdict => {
    return { check, result, action: 'pause', interval, eValue: null, limit: 1, text: '' };
  };
  const phase = { kind: 'promoting' } as const;
  const report = { sentence: '', verdicts: [verdict('speed-up', 'pass'), verdict('load', load)], wallMs: 0 };
  return { state: { ...planned(plan), phase, run: 1 }, runMs: 0, report };
}

describe('samplesOf', () => {
  it('keeps where each rollout stands, and its speed-up under matched load only', () => {
    const share = 1 - planOf().holdback;
    const matched = samplesOf([rollout('pass')], []).rollouts.get('live');
    expect(matched).toEqual({ phase: 'promoting', speedup: interval, desiredShare: share });
    expect(samplesOf([rollout('inconclusive')], []).rollouts.get('live')?.speedup).toBeNull();
  });

  it('keeps the speed-up of each variant that has one, by the method that cards show', () => {
    const none = { control: 'baseline', band: null, acceleration: null, stepCost: null, tpotMs: null, ttftMs: null };
    const row = { ...none, model: 'tgi', variant: 'mlp', method: 'exact', requests: 10, speedUp: null } as const;
    const most = { ...row, method: 'estimated', requests: 90, speedUp: interval } as const;
    const { speedups } = samplesOf([], [row, most, { ...row, variant: 'medusa' }]);
    expect([...(speedups.get('tgi') ?? [])]).toEqual([['mlp', interval]]);
  });
});
