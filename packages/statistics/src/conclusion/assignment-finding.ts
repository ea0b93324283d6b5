import { logSampleRatioEvidence } from '../e-process/sample-ratio.ts';
import { eValue } from './e-value.ts';
import { round } from './in-words.ts';
import type { Finding } from './finding.ts';
import type { CountedEvents } from './observed-run.ts';

/**
 * Do units fall on the arms as planned? By epoch, since an epoch has one weight; evidence of epochs multiplies. A mismatch
 * means that something takes units out of one arm (retries, fallbacks, broken stickiness), and what is left is not comparable.
 */
export function assignmentFinding({ blocks, plan }: CountedEvents): Finding {
  const epochs = new Map<number, { weight: number; control: number; candidate: number }>();
  for (const { epoch, weight, arms } of blocks) {
    const sums = epochs.get(epoch) ?? { weight, control: 0, candidate: 0 };
    sums.control += arms.control.units;
    sums.candidate += arms.candidate.units;
    epochs.set(epoch, sums);
  }
  let log = 0;
  let units = 0;
  let candidate = 0;
  let expected = 0;
  for (const epoch of epochs.values()) {
    log += logSampleRatioEvidence([epoch.control, epoch.candidate], [1 - epoch.weight, epoch.weight]);
    units += epoch.control + epoch.candidate;
    candidate += epoch.candidate;
    expected += epoch.weight * (epoch.control + epoch.candidate);
  }
  const limit = 1 / plan.assignmentAlpha;
  const isWrong = log >= Math.log(limit);
  const shares =
    units === 0 ? 'no units yet' : `${candidate} of ${units} units on the candidate, ${round(expected)} expected`;
  return {
    check: 'assignment',
    verdict: isWrong ? 'fail' : 'pass',
    quantity: 'e-value',
    lower: null,
    estimate: eValue(log),
    upper: null,
    bound: limit,
    reason: `${isWrong ? 'sample ratio mismatch: ' : ''}${shares}`,
    numbers: {
      units,
      candidateUnits: candidate,
      expectedCandidateUnits: expected,
      logEvidence: log,
      epochs: epochs.size,
    },
  };
}
