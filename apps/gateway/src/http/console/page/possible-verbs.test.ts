import { describe, expect, it } from 'vitest';
import { planned } from '../../../rollout/core/rollout-state.ts';
import type { RolloutState } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import type { Phase } from '../../../rollout/core/phase.ts';
import { possibleVerbs } from './possible-verbs.ts';

const running: Phase = { kind: 'running', step: 0, swap: null, confirmed: false };

function verbsAt(phase: Phase, changes: Partial<RolloutState> = {}): readonly string[] {
  const state = { ...planned(planOf()), phase, ...changes };
  return possibleVerbs({ state, runMs: 0, report: null }).map(({ verb, full }) => (full ? `${verb}!` : verb));
}

describe('possibleVerbs', () => {
  it.each<[string, Phase, readonly string[]]>([
    ['planned', { kind: 'planned' }, ['start']],
    ['ready', { kind: 'ready' }, ['abort']],
    ['running', running, ['promote!', 'pause', 'abort']],
    ['paused', { kind: 'paused', reason: { kind: 'asked' }, from: running }, ['resume', 'promote', 'abort']],
    ['promoting', { kind: 'promoting' }, ['pause', 'abort']],
    ['promoted', { kind: 'promoted', settled: false, reported: false }, ['undo']],
    ['rolled back', { kind: 'rolled_back' }, ['retry']],
    ['no benefit', { kind: 'no_benefit' }, ['retry']],
    ['expired', { kind: 'expired' }, ['retry']],
  ])('of a rollout that is %s', (_name, phase, verbs) => {
    expect(verbsAt(phase)).toEqual(verbs);
  });

  it('are to confirm, where something waits for that, and not to skip the proof', () => {
    const deciding: Phase = { kind: 'deciding', step: 0, confirmed: false };
    const plan = { ...planOf(), confirmPromotion: true };
    expect(verbsAt(deciding, { plan })).toEqual(['promote', 'pause', 'abort']);
  });
});
