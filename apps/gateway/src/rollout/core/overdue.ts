import { pause } from './pause.ts';
import type { ActivePhase } from './phase.ts';
import { causeOf, move } from './situation.ts';
import type { Situation } from './situation.ts';
import type { Outcome } from './transition.ts';
import { durationInWords } from './verdicts/in-words.ts';

/** What is done when the run has had its longest time and nothing is proven; null: it has not, or there is no end. */
export function overdue(situation: Situation, phase: ActivePhase): Outcome | null {
  const { state, now, judgement } = situation;
  const { longestMs, onInconclusive } = state.plan;
  if (now.runMs - state.startedMs < longestMs || onInconclusive === 'wait') return null;
  const why = `inconclusive after ${durationInWords(longestMs)}: ${judgement.speedup.text}`;
  if (onInconclusive === 'rollback') return move(situation, { kind: 'rolled_back' }, why);
  return pause(state, phase, { kind: 'inconclusive' }, causeOf(situation, why));
}
