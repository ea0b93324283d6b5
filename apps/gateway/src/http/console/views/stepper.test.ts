import { describe, expect, it } from 'vitest';
import type { ActivePhase, Phase } from '../../../rollout/core/phase.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import { planned } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import { textOf } from './markup.ts';
import { stepper } from './stepper.ts';

const step = (ofMatched: number) =>
  ({ kind: 'coverage', coverage: { ofMatched }, candidateWeight: null, holdMs: 60_000, confirm: false }) as const;
const plan = { ...planOf(), steps: [step(0.1), step(0.5), step(1)] };
const running = (at: number): ActivePhase => ({ kind: 'running', step: at, swap: null, confirmed: false });

/** Of each step and of the promotion. */
async function placesAt(phase: Phase, events: readonly Partial<RolloutEvent>[] = []): Promise<readonly string[]> {
  const rollout = { state: { ...planned(plan), phase }, runMs: 0, report: null };
  const text = await textOf(stepper(rollout, [], events as readonly RolloutEvent[]));
  return [...text.matchAll(/class="step is-(\w+)"/g)].map(([, place = '']) => place);
}

describe('the stepper', () => {
  it.each<[string, Phase, readonly string[]]>([
    ['is planned', { kind: 'planned' }, ['next', 'next', 'next', 'next']],
    ['warms up', { kind: 'warming' }, ['current', 'next', 'next', 'next']],
    ['runs', running(1), ['done', 'current', 'next', 'next']],
    ['is paused', { kind: 'paused', reason: { kind: 'asked' }, from: running(1) }, ['done', 'current', 'next', 'next']],
    ['decides', { kind: 'deciding', step: 2, confirmed: false }, ['done', 'done', 'done', 'next']],
    ['is promoted by and by', { kind: 'promoting' }, ['done', 'done', 'done', 'current']],
    ['is promoted', { kind: 'promoted', settled: false, reported: false }, ['done', 'done', 'done', 'done']],
  ])('of a rollout that %s', async (_name, phase, places) => expect(await placesAt(phase)).toEqual(places));

  it('shows how far one came that is over', async () => {
    const events = [
      { run: 0, step: 0 },
      { run: 0, step: 1 },
      { run: 0, step: null },
    ];
    expect(await placesAt({ kind: 'rolled_back' }, events)).toEqual(['done', 'ended', 'next', 'next']);
    expect(await placesAt({ kind: 'expired' }, [{ run: 7, step: 1 }])).toEqual(['next', 'next', 'next', 'next']);
  });
});
