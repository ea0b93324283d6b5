import { overdue } from './overdue.ts';
import { move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';

/** First answers pay for caches and compilation: they count for nobody, but their failures do. */
export function onWarming(situation: Situation): Next {
  const { plan } = situation.state;
  const { warmAnswers } = situation.evidence;
  if (warmAnswers >= plan.warmup) {
    const why = `each replica of ${plan.candidate} has given ${plan.warmup} answers`;
    return move(situation, { kind: 'running', step: 0, swap: null, confirmed: false }, why, { newEpoch: true });
  }
  return overdue(situation, { kind: 'warming' }) ?? wait(`warming: ${warmAnswers} of ${plan.warmup} answers`);
}
