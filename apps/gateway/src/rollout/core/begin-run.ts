import type { Rollout } from '@slipstream/config';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Cause, Outcome } from './transition.ts';

/** A new run, under the plan of today: with a seed and statistics of its own, since those of an old one prove nothing for it. */
export function beginRun(state: RolloutState, plan: Rollout, cause: Cause): Outcome {
  const run = state.run + 1;
  return moveTo({ ...state, plan }, { kind: 'ready' }, cause, {
    run,
    newEpoch: true,
    watchedFrom: state.epoch + 1,
    begunWallMs: cause.now.wallMs,
    redeals: 0,
    unmeasured: 0,
    swapped: null,
  });
}
