import type { SwapStep } from '@slipstream/config';
import type { Interval } from '@slipstream/statistics';
import type { ActivePhase } from './phase.ts';
import { move, wait } from './situation.ts';
import type { Next, Situation } from './situation.ts';
import { toNextStep } from './to-next-step.ts';
import type { Outcome } from './transition.ts';
import { intervalInWords } from './verdicts/in-words.ts';

type Running = Extract<ActivePhase, { kind: 'running' }>;

/** The old weights are back where acceptance is certainly no further below what it was: noise must end somewhere. */
const restoredFrom = 0.9;
/**
 * Beyond their timeout, for the word of the gateway that asks, which lets a paused engine go on before it gives up. Only that of
 * one that has died never comes.
 */
const graceMs = 15_000;

/**
 * Draft weights that the engines were told to load: believed when acceptance says so, whatever the engines answered. What is not
 * proven is put back, and that is believed as little.
 */
export function onSwapStep(situation: Situation, phase: Running, step: SwapStep): Next {
  switch (phase.swap) {
    case 'calling':
      return onCalling(situation, phase, step);
    case 'proving':
      return onProving(situation, phase, step);
    case 'undoing':
      return onUndoing(situation, phase, step);
    default:
      return onConfirming(situation, step);
  }
}

function onCalling(situation: Situation, phase: Running, step: SwapStep): Next {
  const { observation } = situation;
  const { swap: answer } = observation;
  // An unknown answer is not asked for again: what was loaded shows itself.
  if (answer === null && waited(situation) < step.timeoutMs + graceMs) {
    return wait('swapping: the engines are asked to load the draft');
  }
  if (answer?.accepted === false) {
    const failure = `swap refused: ${answer.reason}`;
    return answer.taken > 0
      ? failed(situation, phase, step, failure)
      : move(situation, { kind: 'rolled_back' }, failure, { swapped: null });
  }
  const why =
    answer === null
      ? 'who asked was not heard of again; acceptance will tell'
      : `the engines answered: ${answer.reason}`;
  return move(situation, { ...phase, swap: 'proving' }, why, { newEpoch: true });
}

function onProving(situation: Situation, phase: Running, step: SwapStep): Next {
  const { state, evidence } = situation;
  const gain = evidence.accelerationGain;
  if (gain !== null && gain.lower > 1) {
    const swapped = state.swapped && { ...state.swapped, proven: state.epoch };
    return toNextStep({ ...situation, state: { ...state, swapped } }, phase);
  }
  const told = `${inWords(gain)}, needs more than 1`;
  const isWorse = gain !== null && gain.upper <= 1;
  if (isWorse || waited(situation) >= step.proofMs) {
    return failed(situation, phase, step, `the swap is not proven: ${told}`);
  }
  return wait(`proving the swap: ${told}`);
}

function onUndoing(situation: Situation, phase: Running, step: SwapStep): Next {
  const { swap: answer } = situation.observation;
  if (answer === null && waited(situation) < step.timeoutMs + graceMs) {
    return wait('undoing the swap: the engines are asked for the old draft');
  }
  if (answer?.accepted === false) {
    return over(situation, `the old draft weights could not be put back: ${answer.reason}`);
  }
  const why =
    answer === null
      ? 'who asked was not heard of again; acceptance will tell'
      : `the engines answered: ${answer.reason}`;
  return move(situation, { ...phase, swap: 'confirming' }, why, { newEpoch: true });
}

function onConfirming(situation: Situation, step: SwapStep): Next {
  const gain = situation.evidence.accelerationGain;
  const told = inWords(gain);
  if (gain !== null && gain.lower >= restoredFrom) return over(situation, `the old draft weights are back: ${told}`);
  if ((gain !== null && gain.upper < restoredFrom) || waited(situation) >= step.proofMs) {
    return over(
      situation,
      `it is not proven that the old draft weights are back: ${told}, needs at least ${restoredFrom}`,
    );
  }
  return wait(`confirming that the old draft weights are back: ${told}, needs at least ${restoredFrom}`);
}

/** The step has failed; what the engines may have loaded is put back, where it is known how. */
function failed(situation: Situation, phase: Running, step: SwapStep, failure: string): Outcome {
  const { swapped } = situation.state;
  // Without a `back` there is nothing to ask for, and the event says so.
  if (step.back === null || swapped === null) return move(situation, { kind: 'rolled_back' }, failure);
  const changes = { newEpoch: true, swapped: { ...swapped, failure } };
  const { state, actions } = move(situation, { ...phase, swap: 'undoing' }, failure, changes);
  return { state, actions: [...actions, { kind: 'swap', step, load: 'old' }] };
}

/** The run ends with why the swap failed, and with what came of undoing it. */
function over(situation: Situation, outcome: string): Outcome {
  const failure = situation.state.swapped?.failure ?? 'the swap has failed';
  return move(situation, { kind: 'rolled_back' }, `${failure}; ${outcome}`, { swapped: null });
}

function waited({ state, now }: Situation): number {
  return now.runMs - state.sinceMs;
}

/** Of what acceptance was before the swap. */
function inWords(gain: Interval | null): string {
  return gain === null ? 'acceptance not known yet' : `acceleration × ${intervalInWords(gain, 3)} of what it was`;
}
