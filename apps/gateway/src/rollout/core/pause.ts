import type { ActivePhase, PauseReason } from './phase.ts';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Cause, Outcome } from './transition.ts';

/** Weights stay as they are, and the time of the step stands still. */
export function pause(state: RolloutState, from: ActivePhase, reason: PauseReason, cause: Cause): Outcome {
  const changes = { sinceMs: state.sinceMs, pausedMs: cause.now.runMs };
  return moveTo(state, { kind: 'paused', reason, from }, cause, changes);
}

/**
 * Goes on where it stood. What a human has overruled must not stop it again by the same numbers, so that the statistics
 * start anew; those that were only not enough stay. More time was granted, too.
 */
export function resume(state: RolloutState, cause: Cause): Outcome | null {
  const { phase, pausedMs, sinceMs, epoch } = state;
  if (phase.kind !== 'paused') return null;
  const { kind } = phase.reason;
  const newEpoch = kind !== 'asked' && kind !== 'inconclusive';
  const rested = cause.now.runMs - pausedMs;
  return moveTo(state, phase.from, cause, {
    sinceMs: newEpoch ? cause.now.runMs : sinceMs + rested,
    startedMs: kind === 'inconclusive' ? cause.now.runMs : state.startedMs + rested,
    unmeasured: 0,
    newEpoch,
    ...(newEpoch ? { watchedFrom: epoch + 1 } : {}),
  });
}
