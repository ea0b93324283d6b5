import { overdue } from './overdue.ts';
import type { ActivePhase } from './phase.ts';
import type { SwapMemory } from './rollout-state.ts';
import { move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';

/** From a step that has done its work to the one after it, unless somebody wants to be asked first. */
export function toNextStep(situation: Situation, phase: Extract<ActivePhase, { kind: 'running' }>): Next {
  const { steps } = situation.state.plan;
  const step = phase.step + 1;
  const next = steps[step];
  if (next === undefined) throw new Error(`step ${phase.step} is the last one: it leads to a decision`);
  if (next.confirm && !phase.confirmed) {
    return overdue(situation, phase) ?? wait(`waiting: step ${step + 1} of ${steps.length} needs a confirmation`);
  }
  const why = `step ${phase.step + 1} of ${steps.length} is done`;
  const running = { kind: 'running', step, confirmed: false } as const;
  if (next.kind === 'coverage') return move(situation, { ...running, swap: null }, why);
  // What was measured up to now is what the swap is held against: nothing with new weights may come to it.
  const swapped: SwapMemory = { step, before: situation.state.epoch, proven: null, failure: null };
  const { state, actions } = move(situation, { ...running, swap: 'calling' }, why, { newEpoch: true, swapped });
  return { state, actions: [...actions, { kind: 'swap', step: next, load: 'new' }] };
}
