import type { Moment } from './moment.ts';
import { pause } from './pause.ts';
import { isActive } from './phase.ts';
import type { RolloutState } from './rollout-state.ts';
import { moveTo } from './transition.ts';
import type { Outcome } from './transition.ts';
import { allVerdicts } from './verdicts/judge.ts';
import type { Judgement } from './verdicts/judge.ts';
import type { Verdict } from './verdicts/verdict.ts';

/**
 * What a failed guardrail does, before anything else is looked at; null: nothing. Pauses and promotions change nothing
 * about it; a promotion whose rollback window is over is not taken back any more.
 */
export function guard(state: RolloutState, judgement: Judgement, now: Moment): Outcome | null {
  const { phase } = state;
  if (phase.kind === 'promoted' && phase.settled) return null;
  const failed = guardrails(state, judgement).filter(({ result }) => result === 'fail');
  const cause = { now, by: 'rollout', verdicts: allVerdicts(judgement) };
  const fatal = failed.find(({ action }) => action === 'rollback');
  if (fatal !== undefined) return moveTo(state, { kind: 'rolled_back' }, { ...cause, why: fatal.text });
  if (!isActive(phase)) return null;
  const doubtful = failed.find(({ action }) => action === 'pause');
  if (doubtful === undefined) return null;
  const { check, text } = doubtful;
  const reason = check === 'SRM' ? ({ kind: 'srm' } as const) : ({ kind: 'guardrail', check } as const);
  return pause(state, phase, reason, { ...cause, why: text });
}

/**
 * While all arms have the traffic of their step, whatever is worse is worse for users. After a promotion the control is all
 * but idle: times say something only where the load is matched even so; misses of the SLO count in any case.
 */
function guardrails(state: RolloutState, { required, watched, load }: Judgement): readonly Verdict[] {
  const { phase } = state;
  const kind = phase.kind === 'paused' ? phase.from.kind : phase.kind;
  const isPromotion = kind === 'promoting' || kind === 'promoted';
  const areTimesTold = !isPromotion || load.result === 'pass';
  return [...required.filter(({ check }) => areTimesTold || (check !== 'TPOT' && check !== 'TTFT')), ...watched];
}
