import { addEvent, emptyRateRatioProcess, equalPriors } from './rate-ratio-process.ts';
import type { RateRatioProcess } from './rate-ratio-process.ts';

const alternatives = equalPriors([1.25, 1.5, 2, 3, 5]);

/**
 * Evidence that the candidate's greedy answers differ from the control's more often than the control's own repetitions do.
 * Counts prompts where exactly one of the two later answers differs from the first: without a change either is the odd one with
 * probability ½, so the factors are 2r/(1 + r) and 2/(1 + r), those of the rate-ratio process at weight ½.
 */
export function mismatchProcess(candidateDiffers: number, controlDiffers: number): RateRatioProcess {
  const empty = emptyRateRatioProcess(alternatives);
  const one = [addEvent(empty, true, 0.5), addEvent(empty, false, 0.5)] as const;
  return {
    alternatives,
    logs: empty.logs.map(
      (_, index) => candidateDiffers * (one[0].logs[index] ?? 0) + controlDiffers * (one[1].logs[index] ?? 0),
    ),
    candidateEvents: candidateDiffers,
    controlEvents: controlDiffers,
  };
}
