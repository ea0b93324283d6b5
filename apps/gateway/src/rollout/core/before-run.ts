import { beginRun } from './begin-run.ts';
import type { Moment } from './moment.ts';
import type { Observation } from './observation.ts';
import type { RolloutState } from './rollout-state.ts';
import { wait } from './situation.ts';
import type { Next } from './situation.ts';
import { moveTo } from './transition.ts';

/** Planned and ready: nothing is served yet. The schedule says when a run may begin; what has begun goes on to its end. */
export function beforeRun(state: RolloutState, { readyReplicas }: Observation, now: Moment): Next {
  const { plan, phase } = state;
  const { notBefore, notAfter } = plan.schedule;
  const cause = { now, by: 'rollout', verdicts: [] };
  const isPlanned = phase.kind === 'planned';
  if (isPlanned && plan.start === 'manual') return wait('planned: waits to be started');
  if (notAfter !== null && now.wallMs > notAfter) {
    const why = `it could not begin before ${stamp(notAfter)}, the end of its schedule`;
    return moveTo(state, { kind: 'expired' }, { ...cause, why });
  }
  if (isPlanned) return beginRun(state, plan, { ...cause, why: 'it starts by itself' });
  if (notBefore !== null && now.wallMs < notBefore) return wait(`ready: its schedule begins at ${stamp(notBefore)}`);
  for (const arm of ['control', 'candidate'] as const) {
    if (readyReplicas[arm] === 0) return wait(`ready: ${arm} ${plan[arm]} has no ready replica`);
  }
  const replicaShare = readyReplicas.candidate / (readyReplicas.candidate + readyReplicas.control);
  const why = `${plan.candidate} has ${readyReplicas.candidate} ready, ${plan.control} ${readyReplicas.control}`;
  return moveTo(state, { kind: 'warming' }, { ...cause, why }, { replicaShare, startedMs: now.runMs });
}

function stamp(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
