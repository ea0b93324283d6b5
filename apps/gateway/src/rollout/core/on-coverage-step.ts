import type { CoverageStep } from '@slipstream/config';
import { blocksInWords } from './blocks-in-words.ts';
import { dealAnew } from './deal-anew.ts';
import { missingForPromotion, missingForStep } from './missing-for.ts';
import { overdue } from './overdue.ts';
import { pause } from './pause.ts';
import { toNextStep } from './to-next-step.ts';
import type { ActivePhase } from './phase.ts';
import { causeOf, move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';

type Running = Extract<ActivePhase, { kind: 'running' }>;

/** A step of coverage: holds until it has shown what it can, then leads on; the last one leads to a decision. */
export function onCoverageStep(situation: Situation, phase: Running, step: CoverageStep): Next {
  const { state, evidence, judgement, now } = situation;
  const { plan } = state;
  const { speedup, load } = judgement;
  // Proven under equal load, so that nothing later can prove the contrary.
  if (speedup.result === 'fail' && load.result === 'pass') return move(situation, { kind: 'no_benefit' }, speedup.text);

  const isLast = phase.step === plan.steps.length - 1;
  const holdMs = isLast ? Math.max(step.holdMs, plan.soakMs) : step.holdMs;
  const missing = missingForStep(state, evidence, now, holdMs);
  const needed = isLast && missing.length === 0 ? missingForPromotion(judgement) : missing;
  if (needed.length === 0) return isLast ? decide(situation, phase) : toNextStep(situation, phase);
  if (isLast && missing.length === 0 && load.result === 'fail') {
    return dealAnew(situation) ?? pause(state, phase, { kind: 'load' }, causeOf(situation, load.text));
  }
  return overdue(situation, phase) ?? wait(holding(situation, needed[0] ?? ''));
}

function decide(situation: Situation, { step }: Running): Next {
  return move(situation, { kind: 'deciding', step, confirmed: false }, `proven: ${situation.judgement.speedup.text}`);
}

function holding({ state, evidence, judgement }: Situation, first: string): string {
  const { speedup, load } = judgement;
  const claim = load.result === 'pass' ? speedup.text : `no speed-up is claimed: ${load.text}`;
  const parts = [first, blocksInWords(state.plan, evidence), claim];
  // Each thing once: the first may be one of the others.
  const told = parts.filter((part, index) => index === 0 || !first.includes(part));
  return `holding: ${first.endsWith(load.text) ? told.slice(0, 2).join(', ') : told.join(', ')}`;
}
