import { beforeRun } from './before-run.ts';
import { guard } from './guard.ts';
import type { Moment } from './moment.ts';
import type { Observation, Unmeasured } from './observation.ts';
import { onCoverageStep } from './on-coverage-step.ts';
import { onSwapStep } from './on-swap-step.ts';
import { onDeciding, onPromoted, onPromoting } from './on-promotion.ts';
import { onWarming } from './on-warming.ts';
import { pause } from './pause.ts';
import { isActive, isOver } from './phase.ts';
import type { Phase } from './phase.ts';
import type { RolloutState } from './rollout-state.ts';
import { move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';
import type { Outcome } from './transition.ts';
import { durationInWords } from './verdicts/in-words.ts';
import { allVerdicts, judge } from './verdicts/judge.ts';
import type { Verdict } from './verdicts/verdict.ts';

/** What a look came to. */
export interface Look extends Outcome {
  /** `holding: TPOT inconclusive, 38 of about 50 blocks, speed-up 1.09 [0.98, 1.21], needs > 1.05` */
  readonly sentence: string;
  readonly verdicts: readonly Verdict[];
}

/** Looks in a row without a measurement after which a human is asked (`consecutiveErrorLimit` of Argo Rollouts). */
const mostUnmeasured = 4;

/**
 * One look at a rollout: `(state, observation, now) → (state, actions)`. Guardrails come first in every phase; at most one
 * decision is made, and with it an event. The same look at the same state decides the same.
 */
export function advance(state: RolloutState, observation: Observation, now: Moment): Look {
  const { phase, plan } = state;
  const { evidence } = observation;
  if (isOver(phase)) return lookOf(state, wait(phase.kind), []);
  if (phase.kind === 'planned' || phase.kind === 'ready') {
    return lookOf(state, beforeRun(state, observation, now), []);
  }
  if ('unmeasured' in evidence) return lookOf(...notMeasured(state, evidence, now), []);
  const judgement = judge(plan, evidence);
  const measured: RolloutState = state.unmeasured === 0 ? state : { ...state, unmeasured: 0 };
  const situation: Situation = { state: measured, observation, evidence, judgement, now };
  const next = guard(measured, judgement, now) ?? onward(situation, phase);
  return lookOf(measured, next, allVerdicts(judgement));
}

function onward(situation: Situation, phase: Exclude<Phase, { kind: 'planned' | 'ready' }>): Next {
  switch (phase.kind) {
    case 'warming':
      return onWarming(situation);
    case 'running': {
      const step = situation.state.plan.steps[phase.step];
      if (step === undefined) throw new Error(`the rollout has no step ${phase.step}`);
      return step.kind === 'swap' ? onSwapStep(situation, phase, step) : onCoverageStep(situation, phase, step);
    }
    case 'deciding':
      return onDeciding(situation, phase);
    case 'promoting':
      return onPromoting(situation);
    case 'promoted':
      return onPromoted(situation, phase);
    case 'paused':
      return onPaused(situation);
    default:
      return wait(phase.kind);
  }
}

/** Somebody must come; whoever never comes leaves the control in charge. */
function onPaused(situation: Situation): Next {
  const { state, now } = situation;
  const { patienceMs } = state.plan;
  if (now.runMs - state.pausedMs < patienceMs) return wait('paused: waits for resume, promote or abort');
  return move(situation, { kind: 'expired' }, `nobody came to the paused rollout in ${durationInWords(patienceMs)}`);
}

/** An error is not a failure: nothing is taken back for it, and nothing is promoted. */
function notMeasured(state: RolloutState, { unmeasured: why }: Unmeasured, now: Moment): [RolloutState, Next] {
  const { phase } = state;
  const counted: RolloutState = { ...state, unmeasured: state.unmeasured + 1 };
  if (counted.unmeasured < mostUnmeasured || !isActive(phase)) return [counted, wait(`not measured: ${why}`)];
  const cause = { now, by: 'rollout', why: `not measured ${mostUnmeasured} times in a row: ${why}`, verdicts: [] };
  return [counted, pause(counted, phase, { kind: 'unmeasured' }, cause)];
}

function lookOf(state: RolloutState, next: Next, verdicts: readonly Verdict[]): Look {
  if ('sentence' in next) return { state, actions: [], sentence: next.sentence, verdicts };
  const [action] = next.actions;
  const why = action?.kind === 'record' ? action.event.why : '';
  return { ...next, sentence: `${next.state.phase.kind}: ${why}`, verdicts };
}
