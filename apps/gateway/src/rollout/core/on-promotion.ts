import type { ActivePhase, Phase } from './phase.ts';
import { move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';
import { durationInWords } from './verdicts/in-words.ts';

/** The proof is there: promoted, unless somebody wants to be asked first. */
export function onDeciding(situation: Situation, { confirmed }: Extract<ActivePhase, { kind: 'deciding' }>): Next {
  const { state, now, judgement } = situation;
  const { confirmPromotion, patienceMs } = state.plan;
  if (!confirmPromotion || confirmed) return move(situation, { kind: 'promoting' }, judgement.speedup.text);
  if (now.runMs - state.sinceMs < patienceMs)
    return wait(`waiting: promotion needs a confirmation; ${judgement.speedup.text}`);
  return move(situation, { kind: 'expired' }, `nobody confirmed the promotion in ${durationInWords(patienceMs)}`);
}

/** One block at full share, in which an abort is still an abort. */
export function onPromoting(situation: Situation): Next {
  const { state, now } = situation;
  const leftMs = state.sinceMs + state.plan.blockMs - now.runMs;
  if (leftMs > 0) return wait(`promoting: ${durationInWords(leftMs)} to go`);
  const why = `${state.plan.candidate} serves all but the holdback, and no guardrail failed`;
  return move(situation, { kind: 'promoted', settled: false, reported: false }, why);
}

/** Guardrails stay on for the rollback window. Afterwards nothing is taken back, but what stops working is told, once. */
export function onPromoted(situation: Situation, phase: Extract<Phase, { kind: 'promoted' }>): Next {
  const { state, now, judgement } = situation;
  const { plan, sinceMs } = state;
  const collapsed = judgement.watched.find(({ check, result }) => check === 'acceptance' && result === 'fail');
  if (collapsed !== undefined && !phase.reported) {
    return move(situation, { ...phase, reported: true }, `it has stopped working: ${collapsed.text}`, { sinceMs });
  }
  if (phase.settled) return wait('promoted');
  const leftMs = sinceMs + plan.rollbackWindowMs - now.runMs;
  if (leftMs > 0) return wait(`promoted: guardrails watch for ${durationInWords(leftMs)} more`);
  return move(situation, { ...phase, settled: true }, 'the rollback window is over');
}
