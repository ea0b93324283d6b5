import type { CoverageStep, SwapStep } from '@slipstream/config';
import { blocksInWords } from './blocks-in-words.ts';
import { missingForPromotion, missingForStep } from './missing-for.ts';
import { overdue } from './overdue.ts';
import { pause } from './pause.ts';
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
    return pause(state, phase, { kind: 'load' }, causeOf(situation, load.text));
  }
  return overdue(situation, phase) ?? wait(holding(situation, needed[0] ?? ''));
}

/** Draft weights that the engines were told to load: believed when acceptance says so, whatever the engines answered. */
export function onSwapStep(situation: Situation, phase: Running, step: SwapStep): Next {
  const { state, observation, evidence, now } = situation;
  const sinceMs = now.runMs - state.sinceMs;
  if (phase.swap === 'calling') {
    const answer = observation.swap;
    // An unknown answer is not asked for again: what was loaded shows itself.
    if (answer === null && sinceMs < step.timeoutMs) return wait('swapping: the engines are asked to load the draft');
    if (answer?.accepted === false) return move(situation, { kind: 'rolled_back' }, `swap refused: ${answer.reason}`);
    const why = answer === null ? 'no answer in time; acceptance will tell' : `the engines answered: ${answer.reason}`;
    return move(situation, { ...phase, swap: 'proving' }, why, { newEpoch: true });
  }
  const gain = evidence.accelerationGain;
  const told = gain === null ? 'acceptance not known yet' : `acceleration × ${gain.estimate.toFixed(3)}`;
  if (gain !== null && gain.lower > 1) return toNextStep(situation, phase);
  const isWorse = gain !== null && gain.upper <= 1;
  if (isWorse || sinceMs >= step.proofMs) {
    return move(
      situation,
      { kind: 'rolled_back' },
      `the swap is not proven: ${told} [of what it was], needs more than 1`,
    );
  }
  return wait(`proving the swap: ${told}, needs more than 1`);
}

function toNextStep(situation: Situation, phase: Running): Next {
  const { steps } = situation.state.plan;
  const step = phase.step + 1;
  const next = steps[step];
  if (next === undefined) throw new Error(`step ${phase.step} is the last one: it leads to a decision`);
  if (next.confirm && !phase.confirmed) {
    return overdue(situation, phase) ?? wait(`waiting: step ${step + 1} of ${steps.length} needs a confirmation`);
  }
  const why = `step ${phase.step + 1} of ${steps.length} is done`;
  const swap = next.kind === 'swap' ? 'calling' : null;
  const { state, actions } = move(situation, { kind: 'running', step, swap, confirmed: false }, why);
  return { state, actions: next.kind === 'swap' ? [...actions, { kind: 'swap', step: next }] : actions };
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
