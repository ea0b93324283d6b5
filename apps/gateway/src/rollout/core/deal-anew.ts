import { move } from './situation.ts';
import type { Situation } from './situation.ts';
import { trafficOf } from './traffic.ts';
import type { RolloutState } from './rollout-state.ts';
import type { Outcome } from './transition.ts';

/**
 * Where the split is such that load should match and it does not, chance has dealt a few busy units to one arm, or replicas have
 * come or gone: another run, with another seed and none of the old statistics, deals them anew. The choice is made by arrivals
 * alone, so that it favours nobody. Null: that would not help, or has been tried often enough.
 */
export function dealAnew(situation: Situation): Outcome | null {
  const { state, observation, judgement, now } = situation;
  const { plan, redeals, run, epoch } = state;
  const most = plan.guardrails.load.redeals;
  // A swap is proven against what was there before it, which is there no more.
  if (redeals >= most || plan.steps.some(({ kind }) => kind === 'swap')) return null;
  const { control, candidate } = observation.readyReplicas;
  if (control === 0 || candidate === 0) return null;
  const replicaShare = candidate / (candidate + control);
  if (!isMatchedBySplit({ ...state, replicaShare })) return null;
  const why = `${judgement.load.text}, though the split is matched: dealt anew, ${redeals + 1} of ${most}`;
  return move(situation, { kind: 'warming' }, why, {
    run: run + 1,
    newEpoch: true,
    watchedFrom: epoch + 1,
    begunWallMs: now.wallMs,
    startedMs: now.runMs,
    replicaShare,
    redeals: redeals + 1,
  });
}

/** Whether each replica of either arm would get as many requests as the others if all units were alike. */
function isMatchedBySplit(state: RolloutState): boolean {
  const { replicaShare, plan } = state;
  const traffic = trafficOf(state);
  if (traffic === null) return false;
  const share = traffic.coverage * traffic.candidateWeight;
  const ratio = share / replicaShare / ((1 - share) / (1 - replicaShare));
  return Math.abs(Math.log(ratio)) <= Math.log(1 + plan.guardrails.load.limit);
}
